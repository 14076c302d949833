import CEpollShim
import Glibc
import SystemPackage

extension OpenFile {
  /// The content of a file that the administrator names, wherever it is.
  ///
  /// - Throws: ENOENT, EACCES, EISDIR; EFBIG beyond `limit` bytes.
  package static func contents(ofFile path: String, limit: Int = 1 << 24) throws(SystemCallError) -> [UInt8] {
    let number = try SystemCall.run("open") { unsafe shim_open(path, O_RDONLY | O_CLOEXEC, 0) }
    return try contents(of: Descriptor(owning: number), limit)
  }

  /// As ``contents(ofFile:limit:)``, but of nothing that a reader could have to wait for: a running parent may call it.
  ///
  /// - Throws: ENOENT, EACCES; EISDIR; ENOTSUP for a FIFO, a socket or a device; EFBIG beyond `limit` bytes.
  package static func contents(
    ofRegularFile path: String, limit: Int
  ) throws(SystemCallError) -> [UInt8] {
    let file = try OpenFile(regularFile: path)
    return try contents(of: file.descriptor, limit)
  }

  /// Opens a file by its path, whatever the path is, and nothing that a reader could have to wait for.
  ///
  /// - Throws: ENOENT, EACCES; EISDIR; ENOTSUP for a FIFO, a socket or a device.
  package convenience init(regularFile path: String) throws(SystemCallError) {
    // Without O_NONBLOCK the opening of a FIFO waits for its writer.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK
    let number = try SystemCall.run("open") { unsafe shim_open(path, flags, 0) }
    let descriptor = Descriptor(owning: number)
    switch try FileStatus(of: number).kind {
    case .regular: self.init(owning: descriptor)
    case .directory: throw SystemCallError(call: "open", errno: .isDirectory)
    case .symbolicLink, .other: throw SystemCallError(call: "open", errno: .notSupported)
    }
  }

  private static func contents(
    of descriptor: borrowing Descriptor, _ limit: Int
  ) throws(SystemCallError) -> [UInt8] {
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    let number = descriptor.number
    while true {
      // The array outlives the call. read(2) and not pread(2), for the file may be a pipe.
      let count = try SystemCall.run("read") {
        unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(number, $0.baseAddress, $0.count) }
      }
      guard count > 0 else { return content }
      content += chunk[..<count]
      guard content.count <= limit else { throw SystemCallError(call: "read", errno: .fileTooLarge) }
    }
  }
}
