import Glibc
import SystemPackage

/// Messages in a file, one a line, which all workers append to and read.
///
/// A message's name is the position behind it, in bytes. So a subscriber that comes back, to whichever worker, and says what it
/// had last, is sent what is behind that.
final class Journal: Sendable {
  /// Reading and appending need no position of the descriptor, and so no lock between tasks.
  private let file: FileDescriptor

  struct Message: Equatable {
    let id: Int64
    let text: String
  }

  init(path: String) throws {
    file = try .open(
      FilePath(path), .readWrite, options: [.create, .append, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
  }

  deinit { try? file.close() }

  /// Appends a message. One call of write(2) in a file that is opened for appending: no other's message comes between.
  func append(_ text: String) throws {
    let line = Array(text.utf8.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } + [0x0A])
    try file.writeAll(line)
  }

  /// Where the next message will begin.
  func end() throws -> Int64 {
    var status = stat()
    guard fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
    return Int64(status.st_size)
  }

  /// The messages behind a position, up to 64 KiB of them.
  func messages(after position: Int64) throws -> [Message] {
    guard try end() > position else { return [] }
    var bytes = [UInt8](repeating: 0, count: 64 * 1024)
    let count = try bytes.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: position, into: $0) }
    var messages: [Message] = []
    var rest = bytes[..<count]
    // What has no end yet is being written.
    while let end = rest.firstIndex(of: 0x0A) {
      let text = String(decoding: rest[..<end], as: UTF8.self)
      messages.append(Message(id: position + Int64(end) + 1, text: text))
      rest = rest[(end + 1)...]
    }
    return messages
  }
}
