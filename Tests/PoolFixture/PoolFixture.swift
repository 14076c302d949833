import Foundation
import IPCProtocol
import LinuxIO
import Logging
import OldKernel
import PoolSupervisor
import WorkerRuntime

/// A server whose workers misbehave in ways that ServerCLI's own never should, for the end-to-end tests.
///
/// Usage: PoolFixture MODE, where MODE is one of ``Mode``.
@main
enum PoolFixture {
  enum Mode: String {
    /// Every way to crash has a path; see ``TrapHandler``.
    case trap
    /// The same with many connections in each worker.
    case trapMultiplexed
    /// The same, and a crashed request is tried again.
    case trapRetried
    /// The same with short timeouts.
    case hang
    /// The first worker sends a byte that is no message and then does nothing.
    case garbage
    /// The first worker closes its channel and lives on.
    case deserter
    /// The first worker says without end that it has accepted and finished.
    case flood
    /// Every worker ends with code 3 before it is ready.
    case bootCrash
    /// A kernel that does not know EPOLLEXCLUSIVE.
    case oldKernel
    /// A thread is started before the server runs.
    case threads
    /// A worker that takes the listener's wake-up and dies before it accepts, once.
    case lostWakeup
    /// Workers that may read beneath the folder which is the second argument; a request tells what they can reach.
    case confined
    /// A parent that is given its descendants' orphans. Each request leaves one behind when its worker ends.
    case subreaper
  }

  static func main() throws {
    guard let mode = CommandLine.arguments.dropFirst().first.flatMap(Mode.init(rawValue:)) else {
      Fork.exit(2)
    }
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let logger = Logger(label: "fixture")
    let listener = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 511)
    if mode == .oldKernel { old_kernel_begin() }
    if mode == .threads { Thread.detachNewThread { Pause.block(for: .seconds(3600)) } }
    logger.notice("listening on http://\(listener.address)/")
    // Where a wake-up is lost nobody else is forked, or the newcomer would find the connection by itself.
    let minSpare = mode == .lostWakeup ? 0 : 2
    let limits = try PoolLimits(
      startWorkers: 2, minSpareWorkers: minSpare, maxSpareWorkers: 2, maxWorkers: 8,
      health: mode == .hang ? Self.impatient : HealthLimits())
    let handover = try HandoverQueue()
    let board = try Scoreboard(slotCount: 1)
    guard let flag = board.slot(0) else { Fork.exit(2) }
    if mode == .subreaper { try Orphans.adopt() }
    let folder = CommandLine.arguments.dropFirst(2).first ?? "/"
    let sandbox = mode == .confined ? try Sandbox(readingBeneath: [try Directory(path: folder)]) : nil
    let supervisor = try Supervisor(
      limits: limits, listeners: [listener], logger: logger, confinement: Confinement(sandbox: sandbox),
      serviceManager: try ServiceManager.fromEnvironment(logger: logger),
      gracefulTimeout: .seconds(30),
      printStatus: { print($0) }
    ) { seat in
      let isFirst = seat.id == WorkerID(1)
      switch mode {
      case .garbage where isFirst:
        return misbehave(seat.takeChannel()) { channel in
          var byte: UInt8 = 0xff
          _ = unsafe write(channel.number, &byte, 1)
        }
      case .deserter where isFirst:
        return misbehave(seat.takeChannel()) { channel in _ = close(channel.number) }
      case .flood where isFirst:
        return flood(seat.takeChannel())
      case .lostWakeup where isFirst:
        return dieBetweenWakeupAndAccept(seat.takeChannel(), listener, flag)
      case .lostWakeup:
        // The kernel wakes the one that registered first.
        while flag.connectionsAccepted == 0 { Pause.block(for: .milliseconds(1)) }
        return serve(seat, listener, handover, mode, logger, TrapHandler())
      case .bootCrash: return 3
      case .confined:
        return serve(
          seat, listener, handover, mode, logger, ReachHandler(folder: folder, listener: listener))
      case .subreaper: return serve(seat, listener, handover, mode, logger, OrphanHandler())
      default: return serve(seat, listener, handover, mode, logger, TrapHandler())
      }
    }
    try supervisor.run()
  }

  private static func misbehave(
    _ channel: consuming WorkerChannel, _ how: (borrowing WorkerChannel) -> Void
  ) -> Int32 {
    _ = try? channel.send(.ready)
    how(channel)
    Pause.block(for: .seconds(3600))
    return 0
  }

  private static func flood(_ channel: consuming WorkerChannel) -> Int32 {
    _ = try? channel.send(.ready)
    while true {
      _ = try? channel.send(.connectionAccepted)
      guard let outcome = try? channel.send(.finished), outcome != .peerGone else { return 0 }
    }
  }

  private static func dieBetweenWakeupAndAccept(
    _ channel: consuming WorkerChannel, _ listener: Listener, _ flag: ScoreboardSlot
  ) -> Int32 {
    guard let poller = try? Poller(capacity: 1) else { return 1 }
    try? poller.watch(listener.number, for: [.readable, .exclusive], token: 0)
    flag.countConnection()
    _ = try? channel.send(.ready)
    _ = try? poller.wait(.never)
    return 9
  }

  private static let impatient = HealthLimits(
    requestTimeout: .seconds(1), workerTimeout: .seconds(1), bootTimeout: .seconds(1),
    killGrace: .milliseconds(300))

  private static func settings(_ mode: Mode) -> WorkerSettings {
    var settings = WorkerSettings()
    if mode == .trapMultiplexed { settings.connectionsPerWorker = 1000 }
    settings.crash.retriesRequests = mode == .trapRetried
    return settings
  }

  private static func serve(
    _ seat: consuming WorkerSeat, _ listener: Listener, _ handover: HandoverQueue, _ mode: Mode,
    _ logger: Logger, _ handler: any RequestHandler
  ) -> Int32 {
    let (slot, limit) = (seat.slot, seat.connectionLimit)
    do throws(SystemCallError) {
      let worker = Worker(
        listeners: [listener], channel: seat.takeChannel(), slot: slot, connectionLimit: limit,
        handover: handover, settings: settings(mode), http: HTTPSettings(), handler: handler, logger: logger)
      try worker.run()
      return 0
    } catch {
      return 1
    }
  }
}
