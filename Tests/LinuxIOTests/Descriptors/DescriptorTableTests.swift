import CEpollShim
import Glibc
import LinuxIO
import Testing

/// In exit tests, since these concern every descriptor of the process. The numbers lie far above those that the
/// process's other threads may be given meanwhile.
@Suite struct DescriptorTableTests {
  @Test func closesARunAndNothingBesideIt() async {
    await #expect(processExitsWith: .success) {
      let open = try survivors(of: 200...209, closing: [203, 204, 205, 206])
      #expect(open == [200, 201, 202, 207, 208, 209])
    }
  }

  @Test func closesUnsortedNumbersRepeatedOnesAndSeveralRuns() async {
    await #expect(processExitsWith: .success) {
      let numbers: [Int32] = [209, 201, 205, 200, 206, 205, 203]
      let open = try survivors(of: 200...209, closing: numbers)
      #expect(open == [202, 204, 207, 208])
    }
  }

  @Test(arguments: [203, 205, 206] as [Int32]) func closesAllButTheOneThatIsSpared(spared: Int32) async {
    await #expect(processExitsWith: .success) { [spared] in
      let open = try survivors(of: 200...209, closing: [203, 204, 205, 206], sparing: spared)
      #expect(open == ([200, 201, 202, 207, 208, 209] + [spared]).sorted())
    }
  }

  @Test func closesNothingWhenGivenNothing() async {
    await #expect(processExitsWith: .success) {
      let open = try survivors(of: 200...203, closing: [])
      #expect(open == [200, 201, 202, 203])
    }
  }

  @Test func passesOverNumbersThatAreNotOpen() async {
    await #expect(processExitsWith: .success) {
      let open = try survivors(of: 200...203, closing: [199, 204, 205, 400, 202])
      #expect(open == [200, 201, 203])
    }
  }

  // Numbers at the edges of their type trapped once: -1, which stands for "none" all over POSIX, and a sum
  // past the last.
  @Test func passesOverNumbersThatCanNeverBeOpen() async {
    await #expect(processExitsWith: .success) {
      let numbers: [Int32] = [.max, -1, 201, .max, .min, .max - 1]
      let open = try survivors(of: 200...202, closing: numbers)
      #expect(open == [200, 202])
    }
  }

  @Test func raisesTheSoftLimitToTheHardOne() async {
    await #expect(processExitsWith: .success) {
      let resource = __rlimit_resource_t(7)
      var limit = rlimit(rlim_cur: 100, rlim_max: 150)
      try SystemCall.run("setrlimit") { unsafe setrlimit(resource, &limit) }
      #expect(try DescriptorTable.raiseLimit() == 150)
      try SystemCall.run("getrlimit") { unsafe getrlimit(resource, &limit) }
      #expect(limit.rlim_cur == 150)
      #expect(limit.rlim_max == 150)
      #expect(try DescriptorTable.raiseLimit() == 150)
    }
  }
}

/// Opens every number of `range`, closes `numbers` but `spared` and returns which of `range` are still open.
private func survivors(
  of range: ClosedRange<Int32>, closing numbers: [Int32], sparing spared: Int32? = nil
) throws -> [Int32] {
  let null = try openNull()
  for number in range { try SystemCall.run("dup2") { dup2(null, number) } }
  if let spared { DescriptorSet(numbers).close(sparing: spared) } else { DescriptorTable.close(numbers) }
  return range.filter(isOpen)
}
