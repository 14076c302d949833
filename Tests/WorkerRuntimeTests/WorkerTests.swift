import Glibc
import IPCProtocol
import LinuxIO
import SystemPackage
import TestSupport
import Testing

@testable import WorkerRuntime

@Suite("A worker", .serialized)
struct WorkerTests {
  private func get(_ path: String, _ worker: WorkerInChild) throws -> Answer {
    try Client.get(path, port: worker.listener.address.port)
  }

  @Test func reportsReadyThenBusyThenIdle() throws {
    let worker = try WorkerInChild()
    #expect(try worker.hears(.ready))
    #expect(try get("/a", worker).status == 200)
    #expect(try worker.hears(.connectionAccepted))
    #expect(try worker.hears(.finished))
    #expect(worker.slot.connectionsAccepted == 1)
  }

  /// An alarm about 5xx must hear of traps, and a worker whose only answer was its crash has not served anybody.
  @Test func aCrashIsCountedByTheStatusThatItsClientGot() throws {
    struct Trapping: RequestHandler {
      var allowedMethods: StaticString { "GET" }
      func respond(to exchange: Exchange) { raise(SIGILL) }
    }
    let worker = try WorkerInChild(handler: Trapping())
    #expect(try worker.hears(.ready))
    #expect(try get("/", worker).status == 500)
    #expect(worker.exitStatus() == .killed(by: Signal(rawValue: SIGILL)))
    let counts = worker.slot.counts
    #expect(counts.requests == 1 && counts.statusClasses[4] == 1)
    #expect(worker.slot.requestsAnswered == 1 && worker.slot.requestsServed == 0)
  }

  /// Going from one connection straight to the next needs no message.
  @Test func isSilentBetweenConnectionsThatFollowEachOther() throws {
    let worker = try WorkerInChild(settings: WorkerSettings(reportDelay: .seconds(20)))
    #expect(try worker.hears(.ready))
    for _ in 0..<50 { #expect(try get("/", worker).status == 200) }
    #expect(try worker.channel.send(.leave) == .sent)
    #expect(try worker.lastWords() == [.connectionAccepted, .acknowledgedLeave])
  }

  /// A worker that waits for a processor longer than its report delay used to say idle and busy at each connection, just
  /// when the machine had most to do.
  @Test func isSilentWhileConnectionsWaitHoweverLateItComesToThem() throws {
    let worker = try WorkerInChild(settings: WorkerSettings(reportDelay: .zero))
    #expect(try worker.hears(.ready))
    try worker.process.send(.stop)
    let clients = try (0..<20).map { try Waiting(worker.listener.address.port, path: "/\($0)") }
    try worker.process.send(.continue)
    for (index, client) in clients.enumerated() { #expect(client.finish().text.hasSuffix("/\(index)\n")) }
    #expect(try worker.channel.send(.leave) == .sent)
    let said = try worker.lastWords()
    // It may be told to leave before it has said that it is idle.
    let silent: [[WorkerReport]] = [
      [.connectionAccepted, .finished, .acknowledgedLeave], [.connectionAccepted, .acknowledgedLeave],
    ]
    #expect(silent.contains(said), "\(said)")
    #expect(worker.slot.connectionsAccepted == 20)
  }

  /// Behind a blocking listener it would stick in accept and hear no order.
  @Test func oneThatIsWokenForNothingHearsTheNextOrder() throws {
    let worker = try WorkerInChild()
    #expect(try worker.hears(.ready))
    #expect(try worker.channel.send(.wake) == .sent)
    #expect(try worker.channel.send(.leave) == .sent)
    #expect(try worker.hears(.acknowledgedLeave))
    #expect(worker.exitStatus() == .exited(code: 0))
  }

  @Test func acknowledgesTheOrderToLeaveAndEndsWell() throws {
    let worker = try WorkerInChild()
    #expect(try worker.hears(.ready))
    #expect(try worker.channel.send(.leave) == .sent)
    #expect(try worker.hears(.acknowledgedLeave))
    #expect(worker.exitStatus() == .exited(code: 0))
  }

  /// The order to leave and a connection arrive together: the connection was given to this worker alone.
  @Test func servesWhatTheListenerGaveItBeforeItLeaves() throws {
    for _ in 0..<20 {
      let worker = try WorkerInChild()
      #expect(try worker.hears(.ready))
      // Stopped, it finds both when it goes on.
      try worker.process.send(.stop)
      let client = try Client(port: worker.listener.address.port)
      #expect(try worker.channel.send(.leave) == .sent)
      try worker.process.send(.continue)
      try client.send("GET /last HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      #expect(client.finish().text.hasSuffix("/last\n"))
      #expect(worker.exitStatus() == .exited(code: 0))
    }
  }

  @Test func acceptsNothingMoreOnceItHasLeft() throws {
    let worker = try WorkerInChild()
    #expect(try worker.hears(.ready))
    #expect(try worker.channel.send(.leave) == .sent)
    #expect(worker.exitStatus() == .exited(code: 0))
    let client = try Client(port: worker.listener.address.port)
    #expect(eventually { (try? worker.listener.backlog()) == 1 })
    #expect(worker.slot.connectionsAccepted == 0)
    _ = consume client
  }

  @Test func emptiesTheQueueWhenToldToDrain() throws {
    let worker = try WorkerInChild()
    #expect(try worker.hears(.ready))
    try worker.process.send(.stop)
    let clients = try (0..<10).map { try Waiting(worker.listener.address.port, path: "/\($0)") }
    try worker.listener.stopQueueing()
    #expect(try worker.channel.send(.drain) == .sent)
    try worker.process.send(.continue)
    for (index, client) in clients.enumerated() { #expect(client.finish().text.hasSuffix("/\(index)\n")) }
    #expect(worker.exitStatus() == .exited(code: 0))
    #expect(worker.slot.connectionsAccepted == 10)
  }

  /// A sibling that was woken and died before it accepted: the kernel tells nobody else (EPOLLEXCLUSIVE).
  @Test func takesAConnectionItWasNotWokenForWhenToldToLook() throws {
    let listener = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 64)
    // Registered first and waiting, so the one wake-up comes here and goes no further.
    let sibling = try WorkerInChild(listener: listener)
    #expect(try sibling.hears(.ready))
    let worker = try WorkerInChild(listener: listener)
    #expect(try worker.hears(.ready))
    try sibling.process.send(.stop)
    #expect(eventually { ProcessTable.state(of: sibling.process.pid) == "T" })
    let client = try Waiting(listener.address.port, path: "/lost")
    try sibling.process.send(.kill)
    #expect(sibling.exitStatus() == .killed(by: .kill))
    #expect(try worker.channel.send(.wake) == .sent)
    #expect(client.finish().text.hasSuffix("/lost\n"))
    #expect(worker.slot.connectionsAccepted == 1)
  }

  @Test func leavesAfterItsNumberOfConnections() throws {
    let worker = try WorkerInChild(connectionLimit: 3)
    #expect(try worker.hears(.ready))
    for _ in 0..<3 { #expect(try get("/", worker).status == 200) }
    #expect(try worker.lastWords().last == .reachedConnectionLimit)
    #expect(worker.exitStatus() == .exited(code: 0))
    #expect(worker.slot.connectionsAccepted == 3)
  }

  @Test func endsWhenItsSupervisorIsGone() throws {
    let listener = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 64)
    let status = try OrphanedWorker(listener: listener).exitStatus()
    #expect(status == .exited(code: 0))
  }

  @Test func endsWhenItsSupervisorSendsGarbage() throws {
    let worker = try WorkerInChild()
    #expect(try worker.hears(.ready))
    var byte: UInt8 = 0x00
    #expect(unsafe write(worker.channel.number, &byte, 1) == 1)
    #expect(worker.exitStatus() == .exited(code: 0))
  }

  @Test func answersAClientThatIsTooSlowWith408() throws {
    let worker = try WorkerInChild(http: HTTPSettings(headerTimeout: .milliseconds(20)))
    #expect(try worker.hears(.ready))
    let client = try Client(port: worker.listener.address.port)
    try client.send("GET / HTTP/1.1\r\n")
    #expect(client.finish().status == 408)
  }

  @Test func closesASilentConnectionAfterTheHeaderTimeout() throws {
    let worker = try WorkerInChild(http: HTTPSettings(headerTimeout: .milliseconds(20)))
    #expect(try worker.hears(.ready))
    let silent = try Client(port: worker.listener.address.port)
    #expect(try get("/next", worker).status == 200)
    _ = silent.finish()
  }

  @Test func aBusyWorkerLeavesTheNextConnectionToItsSibling() throws {
    let listener = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 64)
    let first = try WorkerInChild(listener: listener)
    #expect(try first.hears(.ready))
    let second = try WorkerInChild(listener: listener)
    #expect(try second.hears(.ready))
    let held = try Client(port: listener.address.port)
    #expect(eventually { first.slot.connectionsAccepted + second.slot.connectionsAccepted == 1 })
    #expect(try Client.get("/", port: listener.address.port).status == 200)
    #expect(first.slot.connectionsAccepted == 1 && second.slot.connectionsAccepted == 1)
    try held.send("GET /held HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
    #expect(held.finish().text.hasSuffix("/held\n"))
  }
}
