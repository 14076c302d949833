import Glibc
import HTTPCore
import IPCProtocol
import LinuxIO
import TestSupport
import Testing

@testable import WorkerRuntime

extension WorkerTests {
  /// What a worker does around a server that is not its own.
  @Suite struct Embedded {
    private func start(
      _ server: ScriptedServer = ScriptedServer(), connections: Int = 1, connectionLimit: Int? = nil,
      requestLimit: Int? = nil
    ) throws -> WorkerInChild {
      try WorkerInChild(
        settings: WorkerSettings(connectionsPerWorker: connections, leaveGrace: .milliseconds(1)),
        http: HTTPSettings(keepAliveTimeout: .seconds(3600)), connectionLimit: connectionLimit,
        embedded: server, requestLimit: requestLimit)
    }

    /// A client that has an answer and whose connection the server keeps.
    private func hold(_ worker: WorkerInChild) throws -> Conversation {
      let client = try Conversation(port: worker.listener.address.port)
      #expect(try client.get("/hold").text.hasSuffix("ok"))
      return client
    }

    @Test func aConnectionMakesItBusyAndItsEndIdle() throws {
      let worker = try start()
      #expect(try worker.hears(.ready))
      let client = try hold(worker)
      #expect(try worker.hears(.connectionAccepted))
      #expect(worker.slot.openConnections == 1 && worker.slot.requestsAnswered == 1)
      worker.isUnderPressure = true
      #expect(try worker.channel.send(.relieve) == .sent)
      #expect(try client.endsSilently())
      #expect(try worker.hears(.finished))
      #expect(worker.slot.openConnections == 0 && worker.slot.connectionsAccepted == 1)
    }

    @Test func withRoomItIsBusyOnlyWhenItsServerIsHeldUp() throws {
      let worker = try start(connections: 10)
      #expect(try worker.hears(.ready))
      let clients = try (0..<3).map { _ in try hold(worker) }
      #expect(eventually { worker.slot.openConnections == 3 })
      let stuck = try Conversation(port: worker.listener.address.port)
      try stuck.send("GET /untaken HTTP/1.1\r\n\r\n")
      #expect(try worker.hears(.connectionAccepted))
      #expect(worker.slot.openConnections == 4)
      withExtendedLifetime(clients) {}
    }

    @Test(arguments: [SupervisorOrder.drain, .leave]) func anOrderEndsIt(order: SupervisorOrder) throws {
      let worker = try start(connections: 10)
      #expect(try worker.hears(.ready))
      let client = try hold(worker)
      #expect(try worker.channel.send(order) == .sent)
      #expect(try worker.hears(.acknowledgedLeave))
      // Patient: the client may stay until it is told to hurry.
      if order == .leave { #expect(try worker.channel.send(.drain) == .sent) }
      #expect(try client.endsSilently())
      #expect(worker.exitStatus() == .exited(code: 0))
    }

    @Test func theConnectionOfTheLastWakeUpIsServed() throws {
      let worker = try start()
      #expect(try worker.hears(.ready))
      let first = try hold(worker)
      // It waits in the queue: the worker is full.
      let second = try Waiting(worker.listener.address.port, path: "/")
      #expect(try worker.channel.send(.drain) == .sent)
      #expect(second.finish().text.hasSuffix("ok"))
      #expect(try first.endsSilently())
      #expect(worker.exitStatus() == .exited(code: 0))
    }

    @Test func leavesAfterItsConnections() throws {
      let worker = try start(connections: 10, connectionLimit: 2)
      #expect(try worker.hears(.ready))
      for _ in 0..<2 { #expect(try Client.get(port: worker.listener.address.port).text.hasSuffix("ok")) }
      #expect(try worker.hears(.reachedConnectionLimit))
      #expect(worker.exitStatus() == .exited(code: 0))
    }

    @Test func leavesAfterItsRequests() throws {
      let worker = try start(connections: 10, requestLimit: 2)
      #expect(try worker.hears(.ready))
      for _ in 0..<2 { #expect(try Client.get(port: worker.listener.address.port).text.hasSuffix("ok")) }
      #expect(try worker.hears(.reachedRequestLimit))
      #expect(worker.exitStatus() == .exited(code: 0))
    }

    @Test func oneThatCannotStartFails() throws {
      let worker = try start(ScriptedServer(.failed))
      #expect(try !worker.lastWords().contains(.ready))
      #expect(worker.exitStatus() == .exited(code: 1))
    }

    /// It may have been forked for a connection that its server's end found in the queue.
    @Test func oneThatIsToldToLeaveAsItStartsServesWhoWaits() throws {
      let worker = try start(ScriptedServer(.whenPinged))
      let client = try Waiting(worker.listener.address.port, path: "/")
      #expect(try worker.channel.send(.drain) == .sent)
      #expect(try worker.channel.send(.ping) == .sent)
      #expect(client.finish().text.hasSuffix("ok"))
      #expect(try worker.lastWords().contains(.acknowledgedLeave))
      #expect(worker.exitStatus() == .exited(code: 0))
    }

    @Test func aPingIsAnsweredByTheServer() throws {
      let worker = try start()
      #expect(try worker.hears(.ready))
      worker.slot.ping(7)
      #expect(try worker.channel.send(.ping) == .sent)
      #expect(eventually { worker.slot.pong == 7 })
    }

    @Test func aTrapLeavesWordAndNoAnswer() throws {
      let worker = try start(connections: 10)
      #expect(try worker.hears(.ready))
      let other = try hold(worker)
      #expect(try Client.get("/trap", port: worker.listener.address.port).text.isEmpty)
      guard case .killed = worker.exitStatus() else {
        Issue.record("it did not die of a signal")
        return
      }
      let crash = try #require(worker.slot.crash)
      #expect(crash.answer == .reset && crash.connectionsLost == 1 && crash.connectionsHandedOver == 0)
      #expect(worker.slot.request.map { String(decoding: $0.text, as: UTF8.self) } == "GET /trap")
      #expect(try other.endsSilently())
    }
  }
}
