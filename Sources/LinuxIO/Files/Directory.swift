import CEpollShim
import Glibc
import SystemPackage

/// A directory that files are opened beneath, and out of which no path leads.
///
/// The kernel keeps the resolution beneath it (openat2(2), RESOLVE_BENEATH): no `..`, no absolute or leading-out
/// symbolic link gets past it. Where it cannot — before Linux 5.6, in sandboxes that refuse the call, and for a
/// ``SymlinkPolicy`` it does not know — a ``PathWalk`` does.
package final class Directory: Sendable {
  private let descriptor: Descriptor
  private let symlinks: SymlinkPolicy

  /// - Throws: ENOENT, ENOTDIR, EACCES.
  package init(path: String, symlinks: SymlinkPolicy = .beneath) throws(SystemCallError) {
    let flags = shim_O_PATH | O_DIRECTORY | O_CLOEXEC
    descriptor = Descriptor(owning: try SystemCall.run("open") { unsafe shim_open(path, flags, 0) })
    self.symlinks = symlinks
  }

  /// What is at a path, without opening it in the sense that a device or a FIFO would notice (O_PATH).
  ///
  /// - Parameter path: Relative, with a NUL behind it; empty for this directory itself.
  /// - Returns: What fstat(2) says of it.
  /// - Throws: ENOENT, ENOTDIR, EACCES; ELOOP for a link that is not followed; EXDEV where the path would have led out.
  package func status(of path: borrowing RawSpan) throws(SystemCallError) -> FileStatus {
    try Self.check(path)
    if symlinks == .beneath {
      if let number = try openBeneath(path, shim_O_PATH | O_CLOEXEC) {
        let descriptor = Descriptor(owning: number)
        return try FileStatus(of: descriptor.number)
      }
    }
    return try walk(path).status
  }

  /// Opens a file or directory for reading, without ever waiting for it: a FIFO opens at once.
  ///
  /// What is neither had better not be opened at all; ``status(of:)`` tells.
  ///
  /// - Parameter path: Relative, with a NUL behind it; empty for this directory itself.
  /// - Returns: The open file, whatever its kind.
  /// - Throws: As ``status(of:)``.
  package func open(_ path: borrowing RawSpan) throws(SystemCallError) -> File {
    try Self.check(path)
    if symlinks == .beneath {
      if let number = try openBeneath(path, Self.reading) {
        return try File(owning: Descriptor(owning: number))
      }
    }
    let found = try walk(path)
    let number = try SystemCall.run("openat") {
      unsafe shim_openat(found.parent.descriptor.number, found.name, Self.reading | O_NOFOLLOW)
    }
    let file = try File(owning: Descriptor(owning: number))
    // The name may mean another file by now, of which the walk knows nothing.
    guard file.status.isSameFile(as: found.status) else {
      throw SystemCallError(call: "openat", errno: .noSuchFileOrDirectory)
    }
    return file
  }

  /// For calls that take the directory as it is.
  var number: Int32 { descriptor.number }

  private static let reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY

  private static func check(_ path: borrowing RawSpan) throws(SystemCallError) {
    // The caller's NUL is checked, so that the C string ends within the span.
    guard path.byteCount > 0, unsafe path.unsafeLoad(fromByteOffset: path.byteCount - 1, as: UInt8.self) == 0
    else {
      throw SystemCallError(call: "openat2", errno: .invalidArgument)
    }
  }

  /// Nil where the kernel cannot or may not do it.
  private func openBeneath(_ path: borrowing RawSpan, _ flags: Int32) throws(SystemCallError) -> Int32? {
    // A rename anywhere during the resolution of a link with `..` makes the kernel ask to try again.
    for _ in 0..<8 {
      do throws(SystemCallError) {
        return try SystemCall.run("openat2") {
          guard path.byteCount > 1 else { return unsafe shim_openat2_beneath(descriptor.number, ".", flags) }
          // Ends within the span: check(_:) has seen the NUL.
          return unsafe path.withUnsafeBytes {
            unsafe shim_openat2_beneath(
              descriptor.number, $0.assumingMemoryBound(to: CChar.self).baseAddress, flags)
          }
        }
      } catch {
        switch error.errno {
        case .resourceTemporarilyUnavailable: continue
        // ENOSYS from old kernels, EPERM from the filters of some containers.
        case .noFunction, .notPermitted: return nil
        default: throw error
        }
      }
    }
    return nil
  }

  private func walk(_ path: borrowing RawSpan) throws(SystemCallError) -> PathWalk.Found {
    let root = OpenFile(owning: Descriptor(owning: try SystemCall.run("dup") { dup(descriptor.number) }))
    // The bytes are copied while the span borrows them.
    let text = unsafe path.withUnsafeBytes { unsafe String(decoding: $0.dropLast(), as: UTF8.self) }
    var walk = PathWalk(from: root, to: text, symlinks: symlinks)
    return try walk.run()
  }
}
