import Glibc

/// Blocks of memory in the holes of this process's heap, so that what children allocate after a fork lies together behind
/// what their parent has.
///
/// malloc(3) takes a block from whichever hole fits. Where a program has read its configuration there are many, and what a
/// child allocates would be strewn over them: each of its first blocks in another page that it has from its parent, which
/// is copied when the child first writes to it. The holes are lost to this process until the value ends, some 140 KiB;
/// each child is spared the copies of a dozen pages, in memory and in time.
@safe package struct HeapFiller: ~Copyable {
  /// The block that was taken last; each holds the address of the one before.
  private var last: UnsafeMutableRawPointer? = nil

  /// Sizes of blocks in bytes, largest first: what malloc(3) of the GNU C library tells apart, and coarser steps beyond.
  private static let sizes =
    [65_536, 32_768, 16_384, 8192, 4096, 2048] + stride(from: 1528, through: 24, by: -16)

  /// Bytes that are taken at most. An implementation of malloc(3) that takes memory from anywhere would never say where the
  /// holes end.
  private static let most = 1 << 20

  /// Bytes for what a child allocates, in one piece. Less than what malloc(3) gives pages of its own.
  private static let room = 100_000

  /// Fills the holes there are.
  package init() {
    let sizes = Self.sizes
    // A block as large as that comes from the end of the heap: what lies before it is a hole.
    guard let end = unsafe malloc(Self.room) else { return }
    var rest = Self.most
    for size in sizes {
      while rest > size, let block = unsafe malloc(size) {
        guard unsafe block < end else {
          // That a child gets it first is as well: with these kept, too, it had twelve pages more of its own.
          unsafe free(block)
          break
        }
        unsafe block.storeBytes(of: last, as: UnsafeMutableRawPointer?.self)
        unsafe last = block
        rest -= size
      }
    }
    unsafe free(end)
  }

  deinit {
    var next = unsafe last
    while let block = unsafe next {
      unsafe next = block.load(as: UnsafeMutableRawPointer?.self)
      unsafe free(block)
    }
  }
}
