import ArgumentParser
import Logging
import PoolSupervisor
import SystemPackage
import Testing
import WorkerRuntime

@testable import Launch
@testable import LinuxIO
@testable import ServerCLI

@Suite("The command")
struct ServerCommandTests {
  @Test func defaultsAreThePoolsOwn() throws {
    let command = try ServerCommand.parse([])
    let health = HealthLimits(
      requestTimeout: .seconds(30), workerTimeout: .seconds(60), bootTimeout: .seconds(30))
    #expect(try command.pool.limits() == PoolLimits(health: health))
    #expect(command.listeners.listen.isEmpty && command.listeners.backlog == 511)
    #expect(command.epollExclusive && !command.listeners.reusePort)
    #expect(command.acceptOrder == .skewed && command.logs.logLevel == .info && command.own.files.root == nil)
  }

  @Test func everyPoolFlagReachesTheLimits() throws {
    let command = try ServerCommand.parse([
      "--start-workers", "3", "--min-spare-workers", "2", "--max-spare-workers", "4", "--max-workers", "9",
      "--max-connections-per-worker", "100", "--spawn-burst", "7", "--spare-timeout", "250ms",
      "--max-requests-per-worker", "50", "--max-worker-lifetime", "1h", "--max-worker-memory", "100MiB",
      "--request-timeout", "0", "--worker-timeout", "9s", "--boot-timeout", "8s",
    ])
    let health = HealthLimits(
      workerTimeout: .seconds(9), bootTimeout: .seconds(8), maxLifetime: .seconds(3600), maxMemory: 100 << 20,
      maxRequests: 50)
    let expected = try PoolLimits(
      startWorkers: 3, minSpareWorkers: 2, maxSpareWorkers: 4, maxWorkers: 9, maxConnectionsPerWorker: 100,
      spawnBurst: 7, spareTimeout: .milliseconds(250), health: health)
    #expect(try command.pool.limits() == expected)
  }

  @Test(arguments: [
    ["--backlog", "0"], ["--root", "/tmp", "--dummy-delay", "1s"], ["--accept-order", "random"],
    ["--log-level", "loud"], ["--unix-socket-mode", "0660"],
    ["--listen", "unix:/run/s", "--unix-socket-mode", "0999"], ["--proxy-protocol-from", "10.0.0.1/8"],
    ["--proxy-protocol-from", "10.0.0.0/8,"], ["--max-workers", "many"], ["--spare-timeout", "5"],
    ["surplus"], ["--sandbox", "--crash-backtrace"],
  ])
  func refusesWhatMakesNoSense(arguments: [String]) {
    #expect(throws: (any Error).self) { try ServerCommand.parse(arguments) }
  }

  @Test func listenersAndTheirModeAreTakenAsWritten() throws {
    let command = try ServerCommand.parse([
      "--listen", "127.0.0.1:1", "--listen", "unix:/run/s", "--unix-socket-mode", "660", "--reuse-port",
      "--proxy-protocol-from", "10.0.0.0/8,unix", "--proxy-protocol-from", "::1",
    ])
    #expect(command.listeners.listen == ["127.0.0.1:1", "unix:/run/s"] && command.listeners.reusePort)
    #expect(command.listeners.unixSocketMode?.bits == 0o660)
    #expect(try command.listeners.proxies().count == 3)
  }

  /// A test that runs as root can bind every port, so the message is made from the error that a user would get.
  @Test func aPrivilegedPortGetsAMessageThatSaysWhatToDo() throws {
    let address = try SocketAddress(parsing: "127.0.0.1:80")
    let error = LaunchError.cannotListen(address, SystemCallError(call: "bind", errno: .permissionDenied))
    #expect(error.description.contains("privileged") && error.description.contains("--listen"))
    #expect(error.description.contains("cap_net_bind_service"))
  }
}
