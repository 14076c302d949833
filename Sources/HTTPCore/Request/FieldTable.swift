/// The fields of one head in their order; memory is kept from one head to the next.
///
/// An array would pay for a uniqueness check per field.
///
/// May go from thread to thread: nobody else has its memory.
@safe
struct FieldTable: ~Copyable, @unchecked Sendable {
  // The first `count` of `capacity` elements are initialised; Field is trivial and needs no deinitialising.
  private var base: UnsafeMutablePointer<Field>?
  private var capacity = 0
  private(set) var count = 0

  init() {
    unsafe base = nil
  }

  deinit {
    // `base` came from `allocate`.
    unsafe base?.deallocate()
  }

  /// The same fields in memory of their own.
  func copy() -> FieldTable {
    var copy = FieldTable()
    guard count > 0, let base = unsafe base else { return copy }
    let fresh = UnsafeMutablePointer<Field>.allocate(capacity: count)
    // `count` elements are initialised here, and there is room for as many there.
    unsafe fresh.initialize(from: base, count: count)
    unsafe copy.base = fresh
    copy.capacity = count
    copy.count = count
    return copy
  }

  @inline(__always)
  subscript(index: Int) -> Field {
    precondition(index >= 0 && index < count, "field index out of range")
    guard let base = unsafe base else { return Field(name: Extent(), value: Extent(), known: .other) }
    // The index has just been checked against the initialised elements.
    return unsafe base[index]
  }

  @inline(__always)
  mutating func append(_ field: Field) {
    if count == capacity { grow() }
    guard let base = unsafe base else { return }
    // grow() made sure that `count` is below the capacity.
    unsafe base[count] = field
    count &+= 1
  }

  @inline(__always)
  mutating func removeAll() {
    count = 0
  }

  mutating func releaseMemory() {
    // `base` came from `allocate` and no pointer to it leaves this type.
    unsafe base?.deallocate()
    unsafe base = nil
    capacity = 0
    count = 0
  }

  @inline(never)
  private mutating func grow() {
    // The number of fields is bounded by RequestLimits, far below overflow.
    let size = max(16, capacity &* 2)
    let fresh = UnsafeMutablePointer<Field>.allocate(capacity: size)
    if let base = unsafe base {
      // `count` elements are initialised in the old memory, and the new one is larger.
      unsafe fresh.initialize(from: base, count: count)
      unsafe base.deallocate()
    }
    unsafe base = fresh
    capacity = size
  }
}
