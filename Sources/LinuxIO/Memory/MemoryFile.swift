import CEpollShim
import Glibc
import SystemPackage

/// Bytes in a file without a name, for a program that inherits its descriptor: as many as need be, where an argument or
/// a variable of the environment is limited and shown to others; memfd_create(2).
package struct MemoryFile: ~Copyable {
  private let descriptor: Descriptor

  /// A file with `bytes`, which nobody can change any more.
  ///
  /// - Throws: EMFILE or ENFILE when no descriptor is left, ENOMEM without memory.
  package init(_ bytes: [UInt8]) throws(SystemCallError) {
    let number = try SystemCall.run("memfd_create") { unsafe shim_memfd_create("prefork-seat") }
    let descriptor = Descriptor(owning: number)
    var done = 0
    while done < bytes.count {
      let rest = bytes[done...]
      // The array outlives the call.
      done += try SystemCall.run("write") {
        unsafe rest.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
      }
    }
    try SystemCall.run("fcntl") { shim_seal_content(number) }
    self.descriptor = descriptor
  }

  package var number: Int32 { descriptor.number }

  /// The bytes of such a file, wherever its offset stands.
  ///
  /// - Parameters:
  ///   - descriptor: What was inherited.
  ///   - limit: The most bytes.
  /// - Returns: All of them.
  /// - Throws: EBADF for what is not open, EINVAL for what is no such file, EFBIG beyond `limit`.
  package static func contents(
    of descriptor: consuming Descriptor, limit: Int
  ) throws(SystemCallError) -> [UInt8] {
    let number = descriptor.number
    let size = try FileStatus(of: number).size
    // Of a file whose bytes could change, or of a pipe, nothing that is read could be relied on.
    guard shim_is_size_sealed(number) == 1 else {
      throw SystemCallError(call: "fcntl", errno: .invalidArgument)
    }
    guard size <= UInt64(limit) else { throw SystemCallError(call: "read", errno: .fileTooLarge) }
    var bytes = [UInt8](repeating: 0, count: Int(size))
    var done = 0
    while done < bytes.count {
      let offset = done
      // The array outlives the call.
      let count = try SystemCall.run("pread") {
        unsafe bytes[offset...].withUnsafeMutableBytes { room in
          unsafe pread(number, room.baseAddress, room.count, off_t(offset))
        }
      }
      guard count > 0 else { throw SystemCallError(call: "pread", errno: .ioError) }
      done += count
    }
    return bytes
  }
}
