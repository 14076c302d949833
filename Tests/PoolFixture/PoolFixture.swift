import AdminEndpoint
import BuiltinHandlers
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
    /// The same with many connections in each worker.
    case hangMultiplexed
    /// As ``trapMultiplexed``; what names no way to crash is a file of the folder which is the second argument.
    case trapFiles
    /// As that, with a single worker.
    case trapAlone
    /// As ``trap``, with an admin listener.
    case trapAdmin
    /// As ``trap``, and Swift's backtracer has the last word.
    case trapBacktrace
    /// Workers leave when they have 64 MiB.
    case memory
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
    /// A kernel whose table of open files is full for the first three attempts of each worker to accept.
    case fullTable
    /// A kernel that refuses four forks after the first two, with EAGAIN and ENOMEM in turn.
    case fullProcessTable
    /// One that refuses the second fork.
    case refusedFork
    /// A thread is started before the server runs.
    case threads
    /// A worker that takes the listener's wake-up and dies before it accepts, once.
    case lostWakeup
    /// Workers that may read beneath the folder which is the second argument; a request tells what they can reach.
    case confined
    /// A parent that is given its descendants' orphans. Each request leaves one behind when its worker ends.
    case subreaper
    /// After a reload the second worker of the new generation ends before it is ready.
    case bootCrashOnReload
    /// After a reload no worker becomes ready.
    case hangOnReload
    /// Two listeners, of which a reload keeps the first and replaces the second.
    case moveOnReload
    /// Async handlers, many requests at a time in one worker; see ``AsyncHandler``.
    case async
    /// The same, one request at a time in each of two workers.
    case asyncOne
    /// As ``async``, and crashed requests are tried again, in one of two workers.
    case asyncRetried
    /// As ``async``, with short timeouts.
    case asyncHang
    /// A service manager that opens a listener and starts the program named next with it, again after USR1.
    case activate
  }

  static func main() throws {
    guard let mode = CommandLine.arguments.dropFirst().first.flatMap(Mode.init(rawValue:)) else {
      Fork.exit(2)
    }
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let logger = Logger(label: "fixture")
    let listener = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 511)
    if mode == .activate { try activate(listener, logger) }
    if mode == .oldKernel { old_kernel_begin() }
    if mode == .fullTable { full_table_begin(3) }
    if mode == .fullProcessTable { full_process_table_begin(2, 4) }
    if mode == .refusedFork { full_process_table_begin(1, 1) }
    if mode == .threads { Thread.detachNewThread { Pause.block(for: .seconds(3600)) } }
    logger.notice("listening on http://\(listener.address)/")
    let limits = try mode.limits()
    let handover = try HandoverQueue()
    let board = try Scoreboard(slotCount: 1)
    guard let flag = board.slot(0) else { Fork.exit(2) }
    if mode == .subreaper { try Orphans.adopt() }
    let folder = CommandLine.arguments.dropFirst(2).first ?? "/"
    let sandbox = mode == .confined ? try Sandbox(readingBeneath: [try Directory(path: folder)]) : nil
    let second = try mode == .moveOnReload ? Listener(binding: listener.address.anyPort(), backlog: 64) : nil
    if let second { logger.notice("listening on http://\(second.address)/") }
    let listeners = [listener] + (second.map { [$0] } ?? [])
    let plan = SupervisorPlan(
      limits: limits, listeners: listeners, logger: logger,
      keepsCrashHandlers: mode.settings.crash.keepsBacktrace, confinement: Confinement(sandbox: sandbox),
      birth: .forked { seat in
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
          return serve(seat, listeners, handover, mode, logger, TrapHandler())
        case .bootCrash: return 3
        case .confined:
          return serve(
            seat, listeners, handover, mode, logger, ReachHandler(folder: folder, listener: listener))
        case .subreaper: return serve(seat, listeners, handover, mode, logger, OrphanHandler())
        case .trapFiles, .trapAlone:
          guard let root = try? Directory(path: folder) else { return 4 }
          return serve(
            seat, listeners, handover, mode, logger, TrapHandler(others: FileHandler(root: root)))
        case .async, .asyncOne, .asyncRetried, .asyncHang:
          return serve(seat, listeners, handover, mode, logger, .asynchronous(AsyncHandler()))
        default: return serve(seat, listeners, handover, mode, logger, TrapHandler())
        }
      })
    var hooks = SupervisorHooks(
      printStatus: { print($0) },
      readPlan: { open throws(PlanRefused) in try next(plan, after: mode, open, handover) },
      serviceManager: try ServiceManager.fromEnvironment(logger: logger),
      connectionsAwaitHeir: { !handover.isEmpty })
    if mode == .trapAdmin { try addAdmin(to: &hooks, logger) }
    try Supervisor(plan: plan, hooks: hooks).run()
  }

  /// What a reload finds.
  private static func next(
    _ plan: SupervisorPlan, after mode: Mode, _ open: [Listener], _ handover: HandoverQueue
  ) throws(PlanRefused) -> SupervisorPlan {
    let logger = plan.logger
    switch mode {
    case .bootCrashOnReload:
      guard case .forked(let life) = plan.birth else { return plan }
      return SupervisorPlan(
        limits: plan.limits, listeners: plan.listeners, logger: logger,
        birth: .forked { seat in seat.id.rawValue % 2 == 0 ? 3 : life(seat) })
    case .hangOnReload:
      return SupervisorPlan(
        limits: plan.limits, listeners: plan.listeners, logger: logger,
        takeoverTimeout: .milliseconds(200),
        birth: .forked { _ in
          Pause.block(for: .seconds(3600))
          return 0
        })
    case .moveOnReload:
      do {
        let listeners = [open[0], try Listener(binding: open[0].address.anyPort(), backlog: 64)]
        logger.notice("listening on http://\(listeners[1].address)/")
        return SupervisorPlan(
          limits: plan.limits, listeners: listeners, logger: logger,
          birth: .forked { seat in serve(seat, listeners, handover, mode, logger, TrapHandler()) })
      } catch {
        throw PlanRefused("\(error)")
      }
    default: return plan
    }
  }

  private static func activate(_ listener: Listener, _ logger: Logger) throws -> Never {
    let signals = try SignalDescriptor(receiving: [.user1])
    logger.notice("listening on http://\(listener.address)/")
    let program = Executable(
      path: CommandLine.arguments[2], arguments: Array(CommandLine.arguments.dropFirst(2)))
    while true {
      _ = try program.start(
        inheriting: [listener.number], tellingFailureBy: 0,
        environment: ["LISTEN_FDS=1", "PATH=/usr/bin:/bin"], for: .succession)
      while try signals.next() == nil {
        _ = try PairPoll.wait(signals.number, for: .readable, or: -1, timeout: .never)
      }
    }
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

  private static func addAdmin(to hooks: inout SupervisorHooks, _ logger: Logger) throws {
    let listener = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 16)
    logger.notice("admin at http://\(listener.address)/")
    let process = AdminProcess(listener: listener, version: "test", logger: logger)
    hooks.auxiliaryListeners = [listener]
    hooks.auxiliaries = [
      Auxiliary(name: "admin", descriptors: [listener.number]) { seat in
        let (slot, board, supervisor) = (seat.slot, seat.scoreboard, seat.supervisor)
        do throws(SystemCallError) {
          try process.run(channel: seat.takeChannel(), slot: slot, scoreboard: board, supervisor: supervisor)
          return 0
        } catch {
          return 1
        }
      }
    ]
  }

  private static func serve(
    _ seat: consuming WorkerSeat, _ listeners: [Listener], _ handover: HandoverQueue, _ mode: Mode,
    _ logger: Logger, _ handler: any RequestHandler
  ) -> Int32 {
    serve(seat, listeners, handover, mode, logger, .synchronous(handler))
  }

  private static func serve(
    _ seat: consuming WorkerSeat, _ listeners: [Listener], _ handover: HandoverQueue, _ mode: Mode,
    _ logger: Logger, _ handler: WorkerHandler
  ) -> Int32 {
    let (slot, limit, requestLimit) = (seat.slot, seat.connectionLimit, seat.requestLimit)
    do throws(SystemCallError) {
      let worker = Worker(
        listeners: listeners, channel: seat.takeChannel(), slot: slot, connectionLimit: limit,
        requestLimit: requestLimit, handover: handover, settings: mode.settings, http: HTTPSettings(),
        handler: handler, logger: logger)
      try worker.run()
      return 0
    } catch {
      return 1
    }
  }
}

extension SocketAddress {
  /// The same host, and whichever port is free.
  fileprivate func anyPort() throws -> SocketAddress {
    try SocketAddress(parsing: String(description.prefix { $0 != ":" }) + ":0")
  }
}
