import CEpollShim
import Glibc
import SystemPackage

/// Zeroed memory that several processes see alike: this one, every child forked later, and a program that inherits its
/// descriptor; memfd_create(2).
///
/// It outlives each child, so the parent can read what a dead child wrote last. Its size is sealed, so that no process
/// that holds the descriptor can take pages away under the others.
@safe package final class SharedMemory: @unchecked Sendable {
  private let base: UnsafeMutableRawPointer
  /// Nil where another process made the memory: the mapping is enough.
  private let descriptor: Descriptor?

  /// The size in bytes, a whole number of pages.
  package let byteCount: Int

  /// - Parameter minimumBytes: The least size, rounded up to whole pages.
  /// - Throws: ENOMEM without memory, EMFILE or ENFILE when no descriptor is left.
  package init(minimumBytes: Int) throws(SystemCallError) {
    let size = Self.size(of: minimumBytes)
    let number = try SystemCall.run("memfd_create") { unsafe shim_memfd_create("prefork-shared") }
    let descriptor = Descriptor(owning: number)
    try SystemCall.run("ftruncate") { ftruncate(number, size) }
    try SystemCall.run("fcntl") { shim_seal_size(number) }
    unsafe base = try Self.map(number, size)
    byteCount = size
    self.descriptor = consume descriptor
  }

  /// Memory that another process has made.
  ///
  /// - Parameters:
  ///   - descriptor: Its ``descriptorNumber`` there, inherited.
  ///   - minimumBytes: The size it was made with.
  /// - Throws: EINVAL for what is no such memory or too small.
  package init(adopting descriptor: consuming Descriptor, minimumBytes: Int) throws(SystemCallError) {
    let size = Self.size(of: minimumBytes)
    let number = descriptor.number
    // Were it to shrink, every access beyond its end would raise SIGBUS.
    guard shim_is_size_sealed(number) == 1, try FileStatus(of: number).size == UInt64(size) else {
      throw SystemCallError(call: "mmap", errno: .invalidArgument)
    }
    unsafe base = try Self.map(number, size)
    byteCount = size
    self.descriptor = nil
  }

  deinit {
    unsafe munmap(base, byteCount)
  }

  /// What a program has to inherit that is to see this memory, too; -1 where another process made it. The mapping does
  /// not need it, so a forked child may close it.
  package var descriptorNumber: Int32 {
    switch descriptor {
    case .some(let descriptor): descriptor.number
    case .none: -1
    }
  }

  /// The address of the byte at `offset`.
  ///
  /// Unsafe because the caller decides what lies there; it stays valid as long as this object lives.
  @unsafe package func address(at offset: Int) -> UnsafeMutableRawPointer {
    unsafe base + offset
  }

  private static func size(of minimumBytes: Int) -> Int {
    let page = Int(getpagesize())
    return max(1, (minimumBytes + page - 1) / page) * page
  }

  private static func map(_ number: Int32, _ size: Int) throws(SystemCallError) -> UnsafeMutableRawPointer {
    let address = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, number, 0)
    guard let address = unsafe address, Int(bitPattern: address) != -1 else {
      throw SystemCallError(call: "mmap", errno: SystemCall.lastErrno)
    }
    return unsafe address
  }
}
