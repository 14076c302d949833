import Glibc
import LinuxIO
import Testing

@Suite struct HeapFillerTests {
  /// Makes holes of those sizes.
  ///
  /// - Returns: Where they are.
  private static func makeHoles(of sizes: [Int]) -> Set<UInt> {
    // Every other block is given back, so that no two holes are neighbours and become one.
    let blocks = sizes.flatMap { size in (0..<20).map { _ in allocate(size) } }
    let holes = stride(from: 0, to: blocks.count, by: 2).map { blocks[$0] }
    holes.forEach(deallocate)
    return Set(holes)
  }

  private static func takesAny(of holes: Set<UInt>, for sizes: [Int]) -> Bool {
    let blocks = sizes.flatMap { size in (0..<10).map { _ in allocate(size) } }
    defer { blocks.forEach(deallocate) }
    return !holes.isDisjoint(with: blocks)
  }

  private static func allocate(_ size: Int) -> UInt { unsafe UInt(bitPattern: malloc(size)) }

  private static func deallocate(_ block: UInt) { unsafe free(UnsafeMutableRawPointer(bitPattern: block)) }

  // In a process of its own: other tests' threads would make holes, and fill some.
  @Test func whatIsAllocatedAfterItLiesInNoHole() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        let sizes = [24, 100, 600, 1500, 5000, 20_000]
        let holes = Self.makeHoles(of: sizes)
        try claim(Self.takesAny(of: holes, for: sizes), "there are no holes")
        do {
          let filler = HeapFiller()
          try claim(!Self.takesAny(of: holes, for: sizes), "a hole is left")
          withExtendedLifetime(filler) {}
        }
        try claim(Self.takesAny(of: holes, for: sizes), "they are not given back")
      }
      #expect(try child.end() == .exited(code: 0))
    }
  }
}
