/// A growable byte queue that owns its memory: bytes are appended at the end and consumed from the front.
///
/// Nothing is allocated until the first byte is wanted, and bytes move only when the free room at the end is
/// too small for what is asked. Offsets into ``readable`` stay valid across growth and compaction; only
/// ``consume(_:)``, ``truncate(to:)`` and ``reset()`` change what they mean.
///
/// What a worker does with one for each request is inlined into its module.
@safe
@usableFromInline
package struct ByteBuffer: ~Copyable {
  // The region [start, end) of `base` holds the readable bytes; 0 <= start <= end <= capacity always.
  @usableFromInline var base: UnsafeMutableRawPointer?
  @usableFromInline var start = 0
  @inlinable var end: Int { start &+ readableCount }

  /// Number of bytes waiting to be consumed.
  @usableFromInline
  package internal(set) var readableCount = 0

  /// Bytes of memory held at present.
  @usableFromInline
  package private(set) var capacity = 0

  /// Bytes of memory this buffer will never exceed.
  package let maximumCapacity: Int

  /// Smallest allocation made, in bytes.
  private static var minimumCapacity: Int { 512 }

  /// Makes an empty buffer that holds no memory yet.
  ///
  /// - Parameter maximumCapacity: bytes it may grow to; a negative number counts as 0.
  package init(maximumCapacity: Int) {
    self.maximumCapacity = max(0, maximumCapacity)
    unsafe base = nil
  }

  deinit {
    // `base` came from `allocate` and no span outlives the buffer.
    unsafe base?.deallocate()
  }

  /// True when nothing waits to be consumed.
  @inlinable
  package var isEmpty: Bool { readableCount == 0 }

  /// The bytes waiting to be consumed, oldest first.
  package var readable: RawSpan {
    @inlinable
    @_lifetime(borrow self)
    get {
      guard let base = unsafe base else { return RawSpan() }
      // [start, end) is initialised memory owned by self, and the span borrows self.
      let span = unsafe RawSpan(_unsafeStart: base + start, byteCount: readableCount)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Removes `count` bytes from the front.
  ///
  /// - Parameter count: 0 through ``readableCount``.
  @inlinable
  package mutating func consume(_ count: Int) {
    precondition(count >= 0 && count <= readableCount, "consume beyond the readable bytes")
    start &+= count
    readableCount &-= count
    if readableCount == 0 { start = 0 }
  }

  /// Drops bytes from the back, so that `count` readable bytes remain.
  ///
  /// - Parameter count: 0 through ``readableCount``.
  @inlinable
  package mutating func truncate(to count: Int) {
    precondition(count >= 0 && count <= readableCount, "truncate beyond the readable bytes")
    readableCount = count
  }

  /// Forgets every byte and keeps the memory.
  @inlinable
  package mutating func reset() {
    start = 0
    readableCount = 0
  }

  /// Forgets every byte and gives the memory back, as befits a connection that has gone idle.
  package mutating func releaseMemory() {
    // `base` came from `allocate`; no span can be alive during a mutating call.
    unsafe base?.deallocate()
    unsafe base = nil
    capacity = 0
    start = 0
    readableCount = 0
  }

  /// Gives memory back until no more than `count` bytes are held, or what the readable bytes need.
  ///
  /// - Parameter count: bytes, 0 or more.
  package mutating func shrink(to count: Int) {
    guard capacity > count else { return }
    guard !isEmpty else {
      releaseMemory()
      return
    }
    let wanted = max(count, readableCount)
    if wanted < capacity { reallocate(wanted) }
  }

  /// Makes room for `count` more bytes, moving or reallocating only when the room at the end is too small.
  ///
  /// - Parameter count: bytes, 0 or more.
  /// - Returns: false when that would exceed ``maximumCapacity``; the buffer is then unchanged.
  @inlinable
  @inline(__always)
  package mutating func reserve(_ count: Int) -> Bool {
    if count <= capacity &- end { return true }
    return reserveSlowly(count)
  }

  @inline(never)
  @usableFromInline
  mutating func reserveSlowly(_ count: Int) -> Bool {
    let used = readableCount
    // `used` never exceeds maximumCapacity, so the difference cannot overflow.
    guard count <= maximumCapacity &- used else { return false }
    let needed = used &+ count
    if needed <= capacity {
      guard let base = unsafe base else { return false }
      // Both regions lie inside the allocation; copyMemory allows them to overlap.
      unsafe base.copyMemory(from: base + start, byteCount: used)
      start = 0
    } else {
      let doubled = capacity.multipliedReportingOverflow(by: 2)
      let grown = doubled.overflow ? maximumCapacity : max(doubled.partialValue, Self.minimumCapacity)
      reallocate(max(needed, min(grown, maximumCapacity)))
    }
    return true
  }

  /// Moves the readable bytes to a fresh allocation of `size` bytes, which must hold them.
  private mutating func reallocate(_ size: Int) {
    let used = readableCount
    let fresh = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    if let base = unsafe base {
      // `used` readable bytes start at base + start, and `size` is at least `used`.
      unsafe fresh.copyMemory(from: base + start, byteCount: used)
      unsafe base.deallocate()
    }
    unsafe base = fresh
    capacity = size
    start = 0
  }
}
