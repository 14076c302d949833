import ArgumentParser
import IPCProtocol
import LinuxIO
import PoolSupervisor

@testable import Launch

/// A program without options that notes what it is asked.
struct PlainProgram: HostedProgram {
  struct Options: ParsableArguments {}
  struct NotForHere: Error {}

  final class Calls { var names: [String] = [] }

  static let about = ProgramDescription(name: "plain", abstract: "Plain.", discussion: "", version: "1")

  let calls = Calls()

  func workload(_ options: Options, limits: PoolLimits) throws(LaunchError) -> Workload {
    calls.names.append("workload")
    throw .program(NotForHere())
  }

  func shareMetrics(_ table: MetricTable?) throws(LaunchError) { calls.names.append("shareMetrics") }

  func faults(in options: Options) -> [LaunchError] {
    calls.names.append("faults")
    return []
  }

  func readableDirectories(_ options: Options) -> [Directory] {
    calls.names.append("readableDirectories")
    return []
  }
}
