package import IPCProtocol
package import LinuxIO
package import SystemPackage

/// One thing an operator wants to know, with what the decision was made from.
package struct PoolReport: Equatable, Sendable {
  package enum Subject: Equatable, Sendable {
    case spawning(count: Int, SpawnReason)
    case spawnFailed(Errno, retryIn: Duration)
    /// A worker ended before it was ready; no other is forked for a while.
    case bootFailed(WorkerID, pid: Int32, retryIn: Duration)
    case retiring(WorkerID, pid: Int32, RetirementReason)
    case waking(WorkerID, pid: Int32)
    case violated(WorkerID, pid: Int32, byte: UInt8)
    /// A worker that was retiring has left as it should.
    case left(WorkerID, pid: Int32, RetirementReason, age: Duration)
    /// A worker ended that nobody told to, or that had to be made to.
    case died(
      WorkerID, pid: Int32, ExitStatus, state: WorkerState, age: Duration, ending: WorkerEnding = .exited)
    /// Workers die so young that no other is forked for a while.
    case dyingYoung(retryIn: Duration)
    /// They have done so for too long.
    case degraded
    /// They do so no more.
    case recovered
    /// Every worker is busy, clients wait, and no more workers may be forked.
    case atMaximum(episode: Int)
    /// The episode is over.
    case belowMaximum(episode: Int, lasted: Duration)
    case stopping(within: Duration)
    /// The time for a graceful stop is over, or a second stop was ordered.
    case stoppingNow
  }

  package let subject: Subject
  package let tally: Tally
  package let backlog: Int
  package let limits: PoolLimits
}
