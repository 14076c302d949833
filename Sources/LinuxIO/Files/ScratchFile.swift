import CEpollShim
import Glibc
import SystemPackage

/// A file without a name, for what is too large to be kept in memory; gone with this object.
@safe package final class ScratchFile {
  private let descriptor: Descriptor
  /// Bytes written so far.
  package private(set) var count: Int64 = 0

  /// Makes one in the folder that TMPDIR names, else in /tmp; in memory where the file system cannot (open(2),
  /// O_TMPFILE).
  package init() throws(SystemCallError) {
    let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
    let folder = named ?? "/tmp"
    do throws(SystemCallError) {
      let number = try SystemCall.run("open") {
        unsafe shim_open(folder, shim_O_TMPFILE | O_RDWR | O_CLOEXEC, 0o600)
      }
      descriptor = Descriptor(owning: number)
    } catch {
      descriptor = Descriptor(
        owning: try SystemCall.run("memfd_create") { unsafe shim_memfd_create("prefork-body") })
    }
  }

  /// Goes on with one that another process has begun.
  ///
  /// - Parameters:
  ///   - descriptor: The file.
  ///   - count: Bytes written to it so far.
  package init(owning descriptor: consuming Descriptor, count: Int64) {
    self.descriptor = descriptor
    self.count = count
  }

  package var number: Int32 { descriptor.number }

  /// Writes all of `bytes` at the end.
  package func append(_ bytes: borrowing RawSpan) throws(SystemCallError) {
    var done = 0
    while done < bytes.byteCount {
      let rest = bytes.extracting(done...)
      // The span outlives the call.
      let written = try unsafe rest.withUnsafeBytes { region throws(SystemCallError) in
        try SystemCall.run("pwrite") {
          unsafe pwrite(descriptor.number, region.baseAddress, region.count, off_t(count))
        }
      }
      done += written
      count += Int64(written)
    }
  }

  /// Reads from `offset` into `buffer`.
  ///
  /// - Returns: The bytes read, 0 at the end.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemCallError)
    -> Int
  {
    try SystemCall.run("pread") {
      unsafe pread(descriptor.number, buffer.baseAddress, buffer.count, off_t(offset))
    }
  }
}
