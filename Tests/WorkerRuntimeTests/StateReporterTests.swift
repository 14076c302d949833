import IPCProtocol
import Testing

@testable import WorkerRuntime

@Suite("Reports")
struct StateReporterTests {
  /// What a worker would send if every message could be sent at once.
  private func drain(_ reporter: inout StateReporter) -> WorkerReport? {
    guard let report = reporter.pending else { return nil }
    reporter.told(report)
    return report
  }

  @Test func saysReadyThenBusyThenIdle() {
    var reporter = StateReporter()
    #expect(reporter.pending == nil)
    reporter.becameIdle()
    #expect(drain(&reporter) == .ready)
    reporter.becameBusy()
    #expect(drain(&reporter) == .connectionAccepted)
    reporter.becameIdle()
    #expect(drain(&reporter) == .finished)
    #expect(reporter.isSettledAsIdle)
  }

  @Test func saysNothingAgainWhileNothingChanges() {
    var reporter = StateReporter()
    reporter.becameIdle()
    _ = drain(&reporter)
    reporter.becameBusy()
    #expect(drain(&reporter) == .connectionAccepted)
    for _ in 0..<1000 {
      reporter.becameBusy()
      #expect(reporter.pending == nil)
    }
  }

  @Test func offersAMessageAgainUntilItWasSent() {
    var reporter = StateReporter()
    reporter.becameIdle()
    _ = drain(&reporter)
    reporter.becameBusy()
    #expect(reporter.pending == .connectionAccepted)
    #expect(reporter.pending == .connectionAccepted && !reporter.isSettledAsIdle)
    // Never sent and idle again: the supervisor still believes what is true.
    reporter.becameIdle()
    #expect(reporter.pending == nil && reporter.isSettledAsIdle)
  }

  @Test func reportsNoStateOnceItIsLeaving() {
    var reporter = StateReporter()
    reporter.becameIdle()
    _ = drain(&reporter)
    reporter.isLeaving()
    reporter.becameBusy()
    #expect(reporter.pending == nil)
    reporter.becameIdle()
    #expect(reporter.pending == nil && !reporter.isSettledAsIdle)
  }
}
