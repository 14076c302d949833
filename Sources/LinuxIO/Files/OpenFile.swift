import CEpollShim
import Glibc

/// An open file that several responses may send from; it is closed when the last of them is done.
package final class OpenFile: Sendable {
  let descriptor: Descriptor

  package var number: Int32 { descriptor.number }

  package init(owning descriptor: consuming Descriptor) {
    self.descriptor = descriptor
  }

  package init(_ file: consuming File) {
    descriptor = file.takeDescriptor()
  }

  /// What fstat(2) says of it now.
  package func status() throws(SystemCallError) -> FileStatus { try FileStatus(of: descriptor.number) }

  /// Reads `count` bytes from `offset` on, or as many as there is room for; pread(2).
  ///
  /// - Returns: The bytes read, fewer only at the end of the file.
  package func read(
    _ count: Int, at offset: UInt64, into room: inout MutableRawSpan
  ) throws(SystemCallError) -> Int {
    let number = descriptor.number
    return try unsafe room.withUnsafeMutableBytes { region throws(SystemCallError) in
      var filled = 0
      let wanted = min(count, region.count)
      while filled < wanted {
        let position = off_t(clamping: offset &+ UInt64(filled))
        // The rest of the region, which the caller lends exclusively.
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: region[filled..<wanted])
        let count = try SystemCall.run("pread") {
          unsafe pread(number, rest.baseAddress, rest.count, position)
        }
        guard count > 0 else { break }
        filled += count
      }
      return filled
    }
  }
}
