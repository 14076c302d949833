import CEpollShim
import Glibc
import SystemPackage

/// A file without a name, for what is too large to be kept in memory; gone with this object.
package final class ScratchFile {
  /// Bytes that one may hold that is in memory, because no folder takes files. Beyond them: ENOSPC.
  package static var mostInMemory: Int64 { 1 << 20 }

  /// The file itself, from which what was written can be sent.
  package let file: OpenFile
  /// Bytes written so far.
  package private(set) var count: Int64 = 0
  private let isInMemory: Bool

  /// Makes one in the folder that TMPDIR names, else in /tmp, else in /var/tmp; a small one in memory where none of
  /// them can (open(2), O_TMPFILE).
  package convenience init() throws(SystemCallError) {
    let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
    try self.init(folders: named.map { [$0] } ?? ["/tmp", "/var/tmp"])
  }

  init(folders: [String]) throws(SystemCallError) {
    for folder in folders {
      do throws(SystemCallError) {
        let number = try SystemCall.run("open") {
          unsafe shim_open(folder, shim_O_TMPFILE | O_RDWR | O_CLOEXEC, 0o600)
        }
        file = OpenFile(owning: Descriptor(owning: number))
        isInMemory = false
        return
      } catch  where error.errno != .tooManyOpenFiles && error.errno != .tooManyOpenFilesInSystem {}
    }
    let number = try SystemCall.run("memfd_create") { unsafe shim_memfd_create("prefork-body") }
    file = OpenFile(owning: Descriptor(owning: number))
    isInMemory = true
  }

  /// Goes on with one that another process has begun.
  ///
  /// - Parameters:
  ///   - descriptor: The file.
  ///   - count: Bytes written to it so far.
  package init(owning descriptor: consuming Descriptor, count: Int64) {
    file = OpenFile(owning: descriptor)
    self.count = count
    isInMemory = false
  }

  /// Writes all of `bytes` at the end.
  ///
  /// - Throws: ENOSPC on a full disk, or beyond ``mostInMemory``.
  package func append(_ bytes: borrowing RawSpan) throws(SystemCallError) {
    guard !isInMemory || count + Int64(bytes.byteCount) <= Self.mostInMemory else {
      throw SystemCallError(call: "write", errno: .noSpace)
    }
    var done = 0
    while done < bytes.byteCount {
      let rest = bytes.extracting(done...)
      // The span outlives the call.
      let written = try unsafe rest.withUnsafeBytes { region throws(SystemCallError) in
        try SystemCall.run("pwrite") {
          unsafe pwrite(file.descriptor.number, region.baseAddress, region.count, off_t(count))
        }
      }
      done += written
      count += Int64(written)
    }
  }
}
