import SystemPackage

/// What is found where a pid file is to be.
enum PidFileContent: Equatable {
  /// No file, or an empty one, as a full file system leaves it.
  case nothing
  case process(Int32)
  case somethingElse

  /// - Throws: What keeps the file from being read, but not that there is none.
  static func read(_ path: String) throws(PidFileError) -> PidFileContent {
    do throws(SystemCallError) {
      return PidFileContent(try OpenFile.contents(ofFile: path, limit: 1 << 12))
    } catch {
      switch error.errno {
      case .noSuchFileOrDirectory: return .nothing
      case .fileTooLarge: return .somethingElse
      default: throw .systemCall(error)
      }
    }
  }

  /// A number from 1 on, with white space around it.
  init(_ bytes: [UInt8]) {
    let words = bytes.split { $0 == 0x20 || (0x09...0x0d).contains($0) }
    guard let word = words.first else {
      self = .nothing
      return
    }
    guard words.count == 1, word.allSatisfy({ (0x30...0x39).contains($0) }),
      let pid = Int32(String(decoding: word, as: UTF8.self)), pid > 0
    else {
      self = .somethingElse
      return
    }
    self = .process(pid)
  }
}
