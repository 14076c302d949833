import HTTPCore
import IPCProtocol
import LinuxIO
import Logging
import TestSupport

@testable import WorkerRuntime

/// A worker in a forked child, with the test in its supervisor's place.
final class WorkerInChild {
  let listener: Listener
  let channel: SupervisorChannel
  let process: ProcessDescriptor
  let slot: ScoreboardSlot
  private let board: Scoreboard
  private var heard: [WorkerReport] = []
  private(set) var ending: ChannelEnding?

  struct Failed: Error {}

  var isUnderPressure: Bool {
    get { board.isUnderPressure }
    set { board.isUnderPressure = newValue }
  }

  init(
    settings: WorkerSettings = WorkerSettings(), http: HTTPSettings = HTTPSettings(),
    connectionLimit: Int? = nil, listener: Listener? = nil, others: [Listener] = [],
    handover: HandoverQueue? = nil, errorLog: LogFile? = nil, handler: any RequestHandler = EchoPath(),
    embedded: (any EmbeddedServer)? = nil, requestLimit: Int? = nil
  ) throws {
    let listener = try listener ?? Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 64)
    board = try Scoreboard(slotCount: 1)
    guard let slot = board.slot(0) else { throw Failed() }
    let pair = try SocketPair()
    // Everything the child needs is made before the fork; it runs synchronous code only.
    let logger = Logger(label: "worker") { _ in SwiftLogNoOpLogHandler() }
    switch try Fork.split() {
    case .child:
      let worker = Worker(
        listeners: [listener] + others, channel: WorkerChannel(over: pair.takeChildEnd()), slot: slot,
        connectionLimit: connectionLimit, requestLimit: requestLimit, handover: handover, settings: settings,
        http: http, errorLog: errorLog,
        handler: embedded.map { .embedded($0) } ?? .synchronous(handler), logger: logger)
      do { Fork.exit(try worker.run() ? 0 : 1) } catch { Fork.exit(1) }
    case .parent(let pid):
      process = try ProcessDescriptor(pid: pid)
      channel = SupervisorChannel(over: pair.takeParentEnd())
    }
    self.listener = listener
    self.slot = slot
  }

  deinit {
    try? process.send(.kill)
    _ = process.awaitExit()
  }

  /// Waits until `report` is heard and forgets what came before it; false after a generous time or at the end.
  func hears(_ report: WorkerReport) throws -> Bool {
    let deadline = SuspendingClock.now.advanced(by: .seconds(30))
    while SuspendingClock.now < deadline {
      if let index = heard.firstIndex(of: report) {
        heard.removeSubrange(...index)
        return true
      }
      guard ending == nil else { return false }
      _ = try PairPoll.wait(channel.number, for: .readable, or: -1, timeout: .after(.seconds(1)))
      let delivery = try channel.receive()
      heard += delivery.messages
      ending = delivery.ending
    }
    return false
  }

  /// Everything it says until its end.
  func lastWords() throws -> [WorkerReport] {
    let deadline = SuspendingClock.now.advanced(by: .seconds(30))
    while ending == nil, SuspendingClock.now < deadline {
      _ = try PairPoll.wait(channel.number, for: .readable, or: -1, timeout: .after(.seconds(1)))
      let delivery = try channel.receive()
      heard += delivery.messages
      ending = delivery.ending
    }
    return heard
  }

  func exitStatus() -> ExitStatus? { process.awaitExit() }
}

/// Answers with the path, so that a test knows which request an answer belongs to.
struct EchoPath: RequestHandler {
  var allowedMethods: StaticString { "GET, HEAD" }

  func respond(to exchange: Exchange) throws(ExchangeError) {
    let path = exchange.headBytes.extracting(exchange.head.path)
    // The bytes are copied while the span borrows them.
    try exchange.respond(
      .ok, text: unsafe path.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) })
  }
}
