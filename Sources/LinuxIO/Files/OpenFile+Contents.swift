import CEpollShim
import Glibc
import SystemPackage

extension OpenFile {
  /// The content of a file that the administrator names, wherever it is.
  ///
  /// - Throws: ENOENT, EACCES, EISDIR; EFBIG beyond `limit` bytes.
  package static func contents(ofFile path: String, limit: Int = 1 << 24) throws(SystemCallError) -> [UInt8] {
    let number = try SystemCall.run("open") { unsafe shim_open(path, O_RDONLY | O_CLOEXEC, 0) }
    let descriptor = Descriptor(owning: number)
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      // The array outlives the call. read(2) and not pread(2), for the file may be a pipe.
      let count = try SystemCall.run("read") {
        unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor.number, $0.baseAddress, $0.count) }
      }
      guard count > 0 else { return content }
      content += chunk[..<count]
      guard content.count <= limit else { throw SystemCallError(call: "read", errno: .fileTooLarge) }
    }
  }
}
