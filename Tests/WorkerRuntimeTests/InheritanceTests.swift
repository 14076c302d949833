import HTTPCore
import IPCProtocol
import LinuxIO
import TestSupport
import Testing

@testable import WorkerRuntime

extension WorkerTests {
  /// Connections that lie in the queue because the worker that held them crashed.
  @Suite struct Inheritance {
    private let queue: HandoverQueue
    private let listener: Listener

    init() throws {
      queue = try HandoverQueue()
      listener = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 64)
    }

    /// Puts connections between two requests into the queue, one message each, and returns their clients.
    private func leave(_ count: Int) throws -> [Conversation] {
      let sender = HandoverSender(queue)
      return try (0..<count).map { index in
        let client = try Conversation(port: listener.address.port)
        _ = try PairPoll.wait(listener.number, for: .readable, or: -1, timeout: .after(.seconds(30)))
        guard let socket = try listener.accept() else { throw WorkerInChild.Failed() }
        let connection = Connection(socket, number: UInt64(index), deadline: .distantFuture)
        connection.requestCount = 1
        connection.phase = .keepAlive
        sender.add(connection)
        sender.flush()
        #expect(sender.handedOver == index + 1)
        return client
      }
    }

    private func start(_ connections: Int, listener: Listener? = nil) throws -> WorkerInChild {
      try WorkerInChild(
        settings: WorkerSettings(connectionsPerWorker: connections, leaveGrace: .seconds(20)),
        listener: listener ?? self.listener, handover: queue)
    }

    @Test(arguments: [1, 10]) func aNewcomerFindsThem(connections: Int) throws {
      let client = try leave(1)[0]
      let worker = try start(connections)
      #expect(try client.get("/left").text.hasSuffix("/left\n"))
      #expect(queue.isEmpty)
      withExtendedLifetime(worker) {}
    }

    /// A process that is woken for what lies in the queue and dies.
    private func startMortal(_ flag: ScoreboardSlot) throws -> ProcessDescriptor {
      switch try Fork.split() {
      case .child:
        guard let poller = try? Poller(capacity: 1) else { Fork.exit(1) }
        try? poller.watch(queue.ends.receiver.number, for: [.readable, .exclusive], token: 0)
        flag.countConnection()
        _ = try? poller.wait(.never)
        Fork.exit(9)
      case .parent(let pid): return try ProcessDescriptor(pid: pid)
      }
    }

    /// A sibling that was woken for them and died takes the wake-up with it: the kernel tells nobody else.
    @Test(arguments: [1, 10]) func whoIsToldToLookFindsThem(connections: Int) throws {
      let board = try Scoreboard(slotCount: 1)
      let flag = try #require(board.slot(0))
      // The kernel wakes the one that registered first.
      let sibling = try startMortal(flag)
      #expect(
        eventually { flag.connectionsAccepted == 1 && ProcessTable.state(of: sibling.pid) == "S" })
      // Of its own, or it would take the connection that is to be handed over.
      let own = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 64)
      let worker = try start(connections, listener: own)
      #expect(try worker.hears(.ready))
      #expect(eventually { ProcessTable.state(of: worker.process.pid) == "S" })
      let client = try leave(1)[0]
      #expect(sibling.awaitExit() == .exited(code: 9))
      #expect(!queue.isEmpty)
      #expect(try worker.channel.send(.wake) == .sent)
      #expect(try client.get("/lost").text.hasSuffix("/lost\n"))
    }

    /// Nobody else would, where all are leaving: they have stopped watching the queue.
    @Test(arguments: [1, 10], [SupervisorOrder.leave, .drain])
    func whoLeavesTakesThem(connections: Int, order: SupervisorOrder) throws {
      let worker = try start(connections)
      #expect(try worker.hears(.ready))
      try worker.process.send(.stop)
      #expect(eventually { ProcessTable.state(of: worker.process.pid) == "T" })
      let client = try leave(1)[0]
      #expect(try worker.channel.send(order) == .sent)
      try worker.process.send(.continue)
      var answer = try client.get("/last")
      // What lay in the queue comes before the order of the same moment.
      if answer.field("connection") != "close" { answer = try client.get("/last") }
      #expect(answer.text.hasSuffix("/last\n") && answer.field("connection") == "close")
      #expect(worker.exitStatus() == .exited(code: 0))
    }

    /// After an upgrade the listeners are another server's, and something else has their numbers.
    @Test(arguments: [1, 10]) func oneWithoutListenersServesThemAndLeaves(connections: Int) throws {
      let client = try leave(1)[0]
      let gone = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 1)
      let other = try Poller(capacity: 1)
      gone.letGo(replacedBy: other.number)
      let worker = try start(connections, listener: gone)
      #expect(try worker.channel.send(.leave) == .sent)
      #expect(try client.get("/left").text.hasSuffix("/left\n"))
      #expect(worker.exitStatus() == .exited(code: 0))
    }
  }
}
