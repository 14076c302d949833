import Glibc
import SystemPackage

/// Zeroed memory that this process and every child forked later see alike; mmap(2) with MAP_SHARED | MAP_ANONYMOUS.
///
/// It outlives each child, so the parent can read what a dead child wrote last.
@safe package final class SharedMemory: @unchecked Sendable {
  private let base: UnsafeMutableRawPointer

  /// The size in bytes, a whole number of pages.
  package let byteCount: Int

  /// - Parameter minimumBytes: The least size, rounded up to whole pages.
  /// - Throws: ENOMEM without memory.
  package init(minimumBytes: Int) throws(SystemCallError) {
    let page = Int(getpagesize())
    let size = max(1, (minimumBytes + page - 1) / page) * page
    let address = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
    guard let address = unsafe address, Int(bitPattern: address) != -1 else {
      throw SystemCallError(call: "mmap", errno: SystemCall.lastErrno)
    }
    unsafe base = address
    byteCount = size
  }

  deinit {
    unsafe munmap(base, byteCount)
  }

  /// The address of the byte at `offset`.
  ///
  /// Unsafe because the caller decides what lies there; it stays valid as long as this object lives.
  @unsafe package func address(at offset: Int) -> UnsafeMutableRawPointer {
    unsafe base + offset
  }
}
