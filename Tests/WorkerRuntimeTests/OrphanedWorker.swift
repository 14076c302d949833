import IPCProtocol
import LinuxIO
import Logging
import TestSupport

@testable import WorkerRuntime

/// A worker whose supervisor closes its end of the channel as soon as the worker is ready.
struct OrphanedWorker: ~Copyable {
  private let process: ProcessDescriptor

  init(listener: Listener) throws {
    // The supervisor is a child, too: only there are no copies of its end of the channel in other tests' children.
    let handler = EchoPath()
    let logger = Logger(label: "worker") { _ in SwiftLogNoOpLogHandler() }
    let board = try Scoreboard(slotCount: 1)
    guard let slot = board.slot(0) else { throw WorkerInChild.Failed() }
    switch try Fork.split() {
    case .parent(let pid): process = try ProcessDescriptor(pid: pid)
    case .child: Fork.exit(Self.supervise(listener, slot, handler, logger))
    }
  }

  /// The worker's exit status, or 9 if it did not end well.
  private static func supervise(
    _ listener: Listener, _ slot: ScoreboardSlot, _ handler: EchoPath, _ logger: Logger
  ) -> Int32 {
    do {
      let pair = try SocketPair()
      switch try Fork.split() {
      case .child:
        let worker = Worker(
          listeners: [listener], channel: WorkerChannel(over: pair.takeChildEnd()), slot: slot,
          connectionLimit: nil,
          settings: WorkerSettings(), http: HTTPSettings(), handler: handler, logger: logger)
        try worker.run()
        Fork.exit(0)
      case .parent(let pid):
        let process = try ProcessDescriptor(pid: pid)
        let end = pair.takeParentEnd()
        _ = try PairPoll.wait(end.number, for: .readable, or: -1, timeout: .never)
        try end.close()
        return process.awaitExit() == .exited(code: 0) ? 0 : 9
      }
    } catch {
      return 9
    }
  }

  func exitStatus() -> ExitStatus? { process.awaitExit() }

  deinit { try? process.send(.kill) }
}
