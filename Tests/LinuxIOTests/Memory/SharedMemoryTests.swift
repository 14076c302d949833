import Glibc
import LinuxIO
import SystemPackage
import Testing

@Suite struct SharedMemoryTests {
  @Test func sizeIsRoundedUpToWholePages() throws {
    let page = Int(getpagesize())
    for (minimum, size) in [(0, page), (1, page), (page, page), (page + 1, 2 * page)] {
      #expect(try SharedMemory(minimumBytes: minimum).byteCount == size)
    }
  }

  @Test func startsZeroed() throws {
    let memory = try SharedMemory(minimumBytes: 10_000)
    // The buffer is used while `memory` lives.
    let bytes = unsafe UnsafeRawBufferPointer(start: memory.address(at: 0), count: memory.byteCount)
    #expect(unsafe bytes.allSatisfy { $0 == 0 })
  }

  @Test func impossibleSizeIsRefused() {
    #expect(throws: SystemCallError(call: "mmap", errno: .noMemory)) {
      _ = try SharedMemory(minimumBytes: 1 << 60)
    }
  }

  @Test func childAndParentSeeEachOthersWrites() async {
    await #expect(processExitsWith: .success) {
      let memory = try SharedMemory(minimumBytes: 2)
      let child = try ForkedChild { link in
        unsafe memory.address(at: 0).storeBytes(of: 1, as: UInt8.self)
        try link.tell("w")
        try claim(link.hear() == "w", "the parent said nothing")
        let seen = unsafe memory.address(at: 1).load(as: UInt8.self)
        try claim(seen == 2, "the parent's write is not seen, but \(seen)")
      }
      #expect(try child.link.hear() == "w")
      #expect(unsafe memory.address(at: 0).load(as: UInt8.self) == 1)
      unsafe memory.address(at: 1).storeBytes(of: 2, as: UInt8.self)
      try child.link.tell("w")
      #expect(try child.end() == .exited(code: 0))
    }
  }

  @Test func lastWriteOfAKilledChildIsKept() async {
    await #expect(processExitsWith: .success) {
      let memory = try SharedMemory(minimumBytes: 1)
      let child = try ForkedChild { link in
        unsafe memory.address(at: memory.byteCount - 8).storeBytes(of: 0x0102_0304_0506_0708, as: UInt64.self)
        try link.tell("w")
        _ = try link.hear()
      }
      #expect(try child.link.hear() == "w")
      try child.process.send(.kill)
      #expect(try child.end() == .killed(by: .kill))
      let kept = unsafe memory.address(at: memory.byteCount - 8).load(as: UInt64.self)
      #expect(kept == 0x0102_0304_0506_0708)
    }
  }
}
