import Glibc
import LinuxIO
import SystemPackage
import Testing

@Suite struct SystemCallTests {
  /// Plays a system call that fails with each of `reasons` and then returns `result`.
  private final class Call {
    private var reasons: [Int32]
    private let result: Int
    private(set) var count = 0

    init(failing reasons: [Int32], result: Int) {
      self.reasons = reasons
      self.result = result
    }

    func callAsFunction() -> Int {
      count += 1
      guard !reasons.isEmpty else { return result }
      Glibc.errno = reasons.removeFirst()
      return -1
    }
  }

  @Test func interruptedCallIsRepeatedUntilItIsNot() throws {
    let run = Call(failing: [EINTR, EINTR, EINTR], result: 7)
    #expect(try SystemCall.run("read") { run() } == 7)
    #expect(run.count == 4)

    let attempt = Call(failing: [EINTR, EINTR], result: 0)
    #expect(try SystemCall.attempt("read") { attempt() } == 0)
    #expect(attempt.count == 3)
  }

  @Test func attemptIsNilWhereTheCallWouldWait() throws {
    let call = Call(failing: [EINTR, EAGAIN], result: 5)
    #expect(try SystemCall.attempt("accept4") { call() } == nil)
    #expect(call.count == 2)
    #expect(EAGAIN == EWOULDBLOCK)
  }

  @Test func runTakesWouldBlockForAFailure() {
    let call = Call(failing: [EAGAIN], result: 0)
    #expect(throws: SystemCallError(call: "fork", errno: .resourceTemporarilyUnavailable)) {
      try SystemCall.run("fork") { call() }
    }
  }

  @Test func onlyMinusOneIsAFailure() throws {
    #expect(try SystemCall.run("prctl") { Int32(-2) } == -2)
    #expect(try SystemCall.attempt("lseek") { Int64.min } == .min)
  }

  @Test func failureIsNotRepeated() {
    let call = Call(failing: [EBADF, EINTR], result: 0)
    #expect(throws: SystemCallError.self) { try SystemCall.run("close") { call() } }
    #expect(call.count == 1)
  }

  @Test func errorNamesTheCallAndTheKernelsReason() throws {
    let error = #expect(throws: SystemCallError.self) {
      try SystemCall.run("close") { close(-1) }
    }
    #expect(error == SystemCallError(call: "close", errno: .badFileDescriptor))
    #expect(error?.description == "close: Bad file descriptor")
    #expect("\(SystemCallError(call: "accept4", errno: .tooManyOpenFiles))" == "accept4: Too many open files")
  }
}
