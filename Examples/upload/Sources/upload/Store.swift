import Glibc
import SystemPackage

/// Files by name, in three folders: what is there in whole, what is being received, and how large that will be.
///
/// All workers see the same folders, so any of them tells how far a file is that another one receives.
struct Store: Sendable {
  private let finished: FilePath
  private let incoming: FilePath
  private let announced: FilePath

  init(folder: String) {
    finished = FilePath(folder).appending("finished")
    incoming = FilePath(folder).appending("incoming")
    announced = FilePath(folder).appending("announced")
  }

  func makeFolders() throws {
    for folder in [finished.removingLastComponent(), finished, incoming, announced] {
      guard mkdir(folder.string, 0o755) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
    }
  }

  /// Where a file is when it is there in whole.
  func path(of name: FilePath.Component) -> FilePath { finished.appending(name) }

  /// Receives a file, piece by piece: no more than one piece is in memory.
  ///
  /// - Parameters:
  ///   - name: Its name. One that is there under this name is replaced, at once and in whole, at the end.
  ///   - length: How many bytes are announced.
  ///   - next: Waits for the next piece. While this worker writes one to the disk, the kernel receives little more, and then
  ///     makes the client wait.
  /// - Returns: How many bytes there were; nil if another worker is receiving a file of that name.
  /// - Throws: What `next` throws, and what goes wrong with the disk. Nothing is left of the file then.
  func receive(
    _ name: FilePath.Component, length: UInt64?, _ next: () throws -> [UInt8]?
  ) throws -> UInt64? {
    // Who has the lock receives the file. The kernel takes it back from a worker that crashes.
    let lock = try FileDescriptor.open(
      announced.appending(name), .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
    defer { try? lock.close() }
    guard flock(lock.rawValue, LOCK_EX | LOCK_NB) == 0 else { return nil }
    try lock.resize(to: 0)
    if let length { try lock.writeAll("\(length)".utf8) }

    let path = incoming.appending(name)
    do {
      let count = try write(to: path, next)
      guard rename(path.string, finished.appending(name).string) == 0 else { throw Errno(rawValue: errno) }
      return count
    } catch {
      unlink(path.string)
      throw error
    }
  }

  private func write(to path: FilePath, _ next: () throws -> [UInt8]?) throws -> UInt64 {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
    defer { try? file.close() }
    var count: UInt64 = 0
    while let piece = try next() { count += UInt64(try file.writeAll(piece)) }
    guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    return count
  }

  /// How far a file is; nil if nothing is there of it.
  func progress(of name: FilePath.Component) throws -> Progress? {
    if let received = try size(of: incoming.appending(name)) {
      return Progress(received: received, total: try announcedLength(of: name), isComplete: false)
    }
    guard let size = try size(of: finished.appending(name)) else { return nil }
    return Progress(received: size, total: size, isComplete: true)
  }

  private func announcedLength(of name: FilePath.Component) throws -> UInt64? {
    let file = try FileDescriptor.open(announced.appending(name), .readOnly, options: .closeOnExec)
    defer { try? file.close() }
    return UInt64(
      try String(unsafeUninitializedCapacity: 20) { try file.read(into: UnsafeMutableRawBufferPointer($0)) })
  }

  private func size(of path: FilePath) throws -> UInt64? {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      defer { try? file.close() }
      return UInt64(try file.seek(offset: 0, from: .end))
    } catch Errno.noSuchFileOrDirectory {
      return nil
    }
  }
}
