import Foundation

/// Entries, one a line of a file that all workers append to.
struct Guestbook {
  private let path: String
  private let file: FileHandle

  init(path: String) throws {
    // What is written in one piece to a file opened for appending is not mixed with what others write.
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.path = path
  }

  func add(_ entry: String) throws {
    let line = entry.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n"
    try file.write(contentsOf: Data(line.utf8))
  }

  func entries() throws -> [Substring] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
  }
}
