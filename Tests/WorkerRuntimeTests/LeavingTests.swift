import Glibc
import HTTPCore
import IPCProtocol
import LinuxIO
import TestSupport
import Testing

@testable import WorkerRuntime

extension WorkerTests {
  /// What becomes of a connection that is idle between two requests when its worker is told to leave.
  @Suite struct Leaving {
    private func start(_ connections: Int, keepAlive: Duration = .seconds(3600)) throws -> (
      WorkerInChild, Conversation
    ) {
      let worker = try WorkerInChild(
        settings: WorkerSettings(connectionsPerWorker: connections, leaveGrace: .milliseconds(1)),
        http: HTTPSettings(keepAliveTimeout: keepAlive))
      #expect(try worker.hears(.ready))
      let client = try Conversation(port: worker.listener.address.port)
      #expect(try client.get("/first").text.hasSuffix("/first\n"))
      return (worker, client)
    }

    /// A worker that has read its order does not watch the listener any more: nobody takes the next connection.
    private func send(_ order: SupervisorOrder, to worker: WorkerInChild) throws {
      #expect(try worker.channel.send(order) == .sent)
    }

    @Test(arguments: [1, 10]) func theNextRequestIsServedAndIsTheLast(connections: Int) throws {
      let (worker, client) = try start(connections)
      try send(.leave, to: worker)
      // Longer than the grace of a stop: the worker sleeps once it has read the order.
      #expect(eventually { ProcessTable.state(of: worker.process.pid) == "S" })
      Pause.block(for: .milliseconds(20))
      let answer = try client.get("/second")
      #expect(answer.text.hasSuffix("/second\n") && answer.field("connection") == "close")
      #expect(try client.endsSilently())
      #expect(worker.exitStatus() == .exited(code: 0))
    }

    @Test(arguments: [1, 10]) func anIdleOneIsClosedAtItsTimeout(connections: Int) throws {
      let (worker, client) = try start(connections, keepAlive: .milliseconds(300))
      try send(.leave, to: worker)
      #expect(try client.endsSilently())
      #expect(worker.exitStatus() == .exited(code: 0))
    }

    @Test(arguments: [1, 10]) func aStopClosesItSoonEvenAfterAnOrderToLeave(connections: Int) throws {
      for orders in [[SupervisorOrder.drain], [.leave, .drain]] {
        let (worker, client) = try start(connections)
        for order in orders { try send(order, to: worker) }
        #expect(try client.endsSilently())
        #expect(worker.exitStatus() == .exited(code: 0))
      }
    }

    @Test(arguments: [1, 10]) func underPressureItLetsGo(connections: Int) throws {
      let (worker, client) = try start(connections)
      try send(.leave, to: worker)
      worker.isUnderPressure = true
      try send(.relieve, to: worker)
      #expect(try client.endsSilently())
      #expect(worker.exitStatus() == .exited(code: 0))
    }

    /// Its copy would keep the address taken for as long as its last client likes.
    @Test(arguments: [1, 10]) func itGivesUpTheListenersWhileItWaits(connections: Int) throws {
      let (worker, client) = try start(connections)
      let address = worker.listener.address
      try send(.leave, to: worker)
      worker.listener.letGo(replacedBy: 0)
      #expect(eventually { (try? Listener(binding: address, backlog: 1)) != nil })
      #expect(try client.get("/second").text.hasSuffix("/second\n"))
    }

    @Test(arguments: [1, 10]) func logsAreReopenedWhenToldSo(connections: Int) throws {
      let folder = try TemporaryFolder()
      let path = folder.path("errors")
      let worker = try WorkerInChild(
        settings: WorkerSettings(connectionsPerWorker: connections), errorLog: try LogFile(appendingTo: path))
      #expect(try worker.hears(.ready))
      #expect(unsafe rename(path, folder.path("old")) == 0)
      try send(.reopenLogs, to: worker)
      #expect(eventually { ProcessTable.descriptors(of: worker.process.pid).values.contains(path) })
    }
  }
}
