import HTTPTypes
import LinuxIO
import SystemPackage

/// A file that is to be sent.
public struct FileContent: Sendable {
  let file: OpenFile
  /// In bytes, when it was opened.
  public let size: UInt64

  /// Opens a file.
  ///
  /// - Parameter path: Its path, absolute or from the working directory.
  /// - Throws: ``HTTPError`` with 404 if there is none or it may not be read, with 403 if it is no regular file, and with
  ///   503 if the worker has no descriptor left for it.
  public init(path: String) throws {
    do throws(SystemCallError) {
      file = try OpenFile(regularFile: path)
      size = try file.status().size
    } catch {
      switch error.errno {
      case .isDirectory, .notSupported: throw HTTPError(.forbidden)
      case .tooManyOpenFiles, .tooManyOpenFilesInSystem: throw HTTPError(.serviceUnavailable)
      default: throw HTTPError(.notFound)
      }
    }
  }
}
