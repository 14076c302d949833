import Glibc
import LinuxIO
import Testing

/// In forked children, for the signals end them.
@Suite struct SafePointTests {
  @Test func signalOfAnotherProcessWaitsForThePoint() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { link in
        let point = SafePoint()
        try Self.handleCrashes(at: point)
        point.leave()
        try claim(!point.isOpen, "still at the point")
        try link.tell("r")
        // Away from the point: here the signal comes.
        try claim(try link.hear() == "g", "not told to go on")
        try claim(point.isAwaited, "the signal did not come")
        try link.tell("a")
        point.enter()
        try link.tell("x")
      }
      #expect(try child.link.hear() == "r")
      try child.process.send(.segmentationFault)
      try child.link.tell("g")
      #expect(try child.link.hear() == "a", "the signal did not wait")
      #expect(try child.link.hear() == nil, "the signal was forgotten")
      #expect(try child.end() == .killed(by: .segmentationFault))
    }
  }

  @Test func signalEndsAThreadThatIsAtThePoint() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { link in
        let point = SafePoint()
        try Self.handleCrashes(at: point)
        try link.tell("r")
        point.enter()
        _ = try PairPoll.wait(link.number, for: .readable, or: -1, timeout: .never)
      }
      #expect(try child.link.hear() == "r")
      #expect(try child.isBlocked())
      try child.process.send(.abort)
      #expect(try child.end() == .killed(by: .abort))
    }
  }

  @Test func signalThatAProcessSendsItselfIsNotOfOthers() async {
    await #expect(processExitsWith: .success) {
      let child = try ForkedChild { _ in
        let point = SafePoint()
        try Self.handleCrashes(at: point)
        point.leave()
        CrashSignals.raise(.segmentationFault)
      }
      #expect(try child.end() == .killed(by: .segmentationFault))
    }
  }

  private static func handleCrashes(at point: SafePoint) throws {
    try CrashSignals.handle { cause in
      guard cause.isOfOthers, !point.isOpen else { CrashSignals.die(of: cause.signal) }
      point.postpone(cause.signal)
      return .postponed
    }
  }
}
