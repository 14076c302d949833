import CEpollShim
import Glibc
import SystemPackage

/// A directory that files are opened beneath, and out of which no path leads.
package final class Directory: Sendable {
  private let descriptor: Descriptor

  /// - Throws: ENOENT, ENOTDIR, EACCES.
  package init(path: String) throws(SystemCallError) {
    let flags = shim_O_PATH | O_DIRECTORY | O_CLOEXEC
    descriptor = Descriptor(owning: try SystemCall.run("open") { unsafe shim_open(path, flags, 0) })
  }

  /// Opens a file or directory beneath this one for reading, without ever waiting for it: a FIFO opens at once.
  ///
  /// The kernel keeps the resolution beneath this directory (openat2(2), RESOLVE_BENEATH): no `..`, no absolute or
  /// leading-out symbolic link gets past it. Before Linux 5.6 the path is walked segment by segment and every symbolic
  /// link is refused, which is stricter.
  ///
  /// - Parameter path: Relative, with a NUL behind it; empty for this directory itself.
  /// - Returns: The file, whatever its kind; see ``File``.
  /// - Throws: ENOENT, ENOTDIR, EACCES, ELOOP; EXDEV where the path would have led out.
  package func open(_ path: borrowing RawSpan) throws(SystemCallError) -> File {
    // The caller's NUL is checked, so that the C string ends within the span.
    guard path.byteCount > 0, unsafe path.unsafeLoad(fromByteOffset: path.byteCount - 1, as: UInt8.self) == 0
    else {
      throw SystemCallError(call: "openat2", errno: .invalidArgument)
    }
    let number = try unsafe path.withUnsafeBytes { bytes throws(SystemCallError) in
      try unsafe openBeneath(bytes)
    }
    return try File(owning: Descriptor(owning: number))
  }

  private static let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY

  private func openBeneath(_ path: UnsafeRawBufferPointer) throws(SystemCallError) -> Int32 {
    do throws(SystemCallError) {
      return try SystemCall.run("openat2") {
        guard path.count > 1 else { return unsafe shim_openat2_beneath(descriptor.number, ".", Self.flags) }
        // Ends within the span: the caller has checked the NUL.
        return unsafe shim_openat2_beneath(
          descriptor.number, path.assumingMemoryBound(to: CChar.self).baseAddress, Self.flags)
      }
    } catch  where error.errno == .noFunction {
      return try unsafe walk(path)
    }
  }

  /// Opens one segment after another, none of which may be a symbolic link or `..`.
  private func walk(_ path: UnsafeRawBufferPointer) throws(SystemCallError) -> Int32 {
    let segments = unsafe path.dropLast().split(separator: UInt8(ascii: "/")).map {
      unsafe String(decoding: $0, as: UTF8.self)
    }
    guard !segments.contains("..") else { throw SystemCallError(call: "openat", errno: .improperLink) }
    var parent = Descriptor(owning: try SystemCall.run("dup") { dup(descriptor.number) })
    for segment in segments.dropLast() {
      let flags = shim_O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      let next = try SystemCall.run("openat") { unsafe shim_openat(parent.number, segment, flags) }
      parent = Descriptor(owning: next)
    }
    let last = segments.last ?? "."
    return try SystemCall.run("openat") { unsafe shim_openat(parent.number, last, Self.flags | O_NOFOLLOW) }
  }
}
