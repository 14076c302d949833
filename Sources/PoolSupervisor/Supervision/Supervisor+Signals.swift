import IPCProtocol
package import LinuxIO
import Logging

/// What an operator's signals mean.
extension Supervisor {
  /// All that are received.
  package static let ownSignals: [Signal] = [
    .terminate, .interrupt, .quit, .hangup, .user1, .user2, .windowChange, .terminalInput, .terminalOutput,
  ]

  /// A program whose workers are executed may have threads that do not block the signals.
  static func receiveSignalsOfAllThreads(_ reapsOrphans: Bool) throws(SystemCallError) {
    for signal in ownSignals + (reapsOrphans ? [.child] : []) { try SignalMask.forwardToThisThread(signal) }
  }

  func receiveSignals() throws(SystemCallError) {
    while let received = try signals.receive() {
      if received.signal == .child { try reapOrphans() } else { handle(received) }
    }
  }

  private func handle(_ received: ReceivedSignal) {
    let signal = received.signal
    switch signal {
    // A terminal's window changed its size, or a background job wrote to it: no operator's order.
    case .windowChange where received.isFromKernel, .terminalInput where received.isFromKernel,
      .terminalOutput where received.isFromKernel:
      return
    // nohup(1) wants the server to outlive its terminal.
    case .hangup where received.isFromKernel && ignoresTerminalHangup: return
    default: logger.notice("received \(signal)")
    }
    switch signal {
    case .hangup where received.isFromKernel, .terminate: stop()
    case .interrupt:
      hooks.printStatus(statusText(at: .now))
      stop()
    case .quit:
      giveUpUpgrade("this server stops")
      obey(pool.handle(.stopPatiently, at: .now))
    case .hangup: orderReload()
    case .user1: reopenLogs()
    case .user2: orderUpgrade()
    case .windowChange: obey(pool.handle(.retireAll, at: .now))
    case .terminalInput: obey(pool.handle(.adjust(by: 1), at: .now))
    case .terminalOutput: obey(pool.handle(.adjust(by: -1), at: .now))
    default: break
    }
  }

  private func stop() {
    giveUpUpgrade("this server stops")
    obey(pool.handle(.stop(within: plan.gracefulTimeout), at: .now))
  }

  private func reopenLogs() {
    hooks.reopenLogs()
    auxiliaries?.reopenLogs()
    if let upgrade, upgrade.isStarting { upgrade.owesReopening = true }
    guard plan.confinement.sandbox == nil else { return renewWorkers() }
    for id in workers.keys { order(.reopenLogs, id) }
  }
}
