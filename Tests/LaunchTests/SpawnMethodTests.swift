import ArgumentParser
import PoolSupervisor
import Testing

@testable import Launch

@Suite("The choice between fork and exec")
struct SpawnMethodTests {
  @Test func isAnOption() throws {
    #expect(try ServerCommand<PlainProgram>.parse([]).processes.spawn == .fork)
    #expect(try ServerCommand<PlainProgram>.parse(["--spawn", "exec"]).processes.spawn == .exec)
    #expect(throws: (any Error).self) { try ServerCommand<PlainProgram>.parse(["--spawn", "vfork"]) }
  }

  /// What a worker is given is the configuration, wherever it came from.
  @Test func theArgumentsSayWhatTheEnvironmentSaid() throws {
    let resolved = try ServerCommand.resolve(
      PlainProgram(), arguments: ["--max-workers", "20"],
      environment: ["PREFORK_SPAWN": "exec", "PREFORK_MAX_WORKERS": "300", "PREFORK_LISTEN": "127.0.0.1:1"])
    let again = try ServerCommand<PlainProgram>.parse(resolved.arguments)
    #expect(again.processes.spawn == .exec && again.pool.maxWorkers == 20)
    #expect(again.listeners.listen == ["127.0.0.1:1"])
  }

  @Test func theVariableOfAWorkerIsNoOption() throws {
    #expect(!EnvironmentSettings.speaks(in: [InheritedSeat.variable: "3"]))
  }

  /// Another program knows nothing of the parent's threads, and the parent must not run the application at all.
  @Test func theParentAsksForNoWorkloadWhereWorkersAreExecuted() throws {
    let command = try ServerCommand<PlainProgram>.parse(["--spawn", "exec", "--listen", "127.0.0.1:0"])
    let program = PlainProgram()
    let plan = try command.plan(
      for: program, arguments: [], reusing: [], SharedResources(logFiles: try command.logs.open()))
    guard case .executed = plan.birth else {
      Issue.record("\(plan.birth)")
      return
    }
    #expect(program.calls.names == ["faults", "shareMetrics", "readableDirectories"])
  }
}
