import AdminEndpoint
import LinuxIO

/// The loop of `ServerCLI top`: it asks, draws, and waits for a key, a signal or the next time to ask.
final class TopSession {
  private enum Source {
    static let keys: UInt64 = 0
    static let signals: UInt64 = 1
  }

  private let client: AdminClient
  private let interval: Duration
  private var model: TopModel
  private let screen: TerminalScreen
  private let signals: SignalDescriptor
  private let poller: Poller
  private var isOver = false

  init(client: AdminClient, interval: Duration, model: TopModel) throws(SystemCallError) {
    self.client = client
    self.interval = interval
    self.model = model
    // Before the screen is taken: a signal that ended this process now would leave the terminal as it is then.
    signals = try SignalDescriptor(receiving: [
      .interrupt, .terminate, .hangup, .quit, .terminalResized, .terminalStop,
    ])
    poller = try Poller(capacity: 4)
    try poller.watch(signals.number, for: .readable, token: Source.signals)
    try poller.watch(0, for: .readable, token: Source.keys)
    screen = try TerminalScreen()
  }

  func run() throws(SystemCallError) {
    defer { screen.giveBack() }
    var next = MonotonicTime.exact.advanced(by: interval)
    while !isOver {
      try screen.show(TopScreen(model, size: screen.size).lines.map(\.styledText))
      let count = try poller.wait(.after(MonotonicTime.exact.duration(to: next)))
      for index in 0..<count { try handle(poller.event(at: index).token) }
      if !isOver, MonotonicTime.exact >= next {
        ask()
        next = .exact.advanced(by: interval)
      }
    }
  }

  private func ask() {
    do throws(AdminClientError) { model.observe(try client.status()) } catch { model.fail("\(error)") }
  }

  private func handle(_ source: UInt64) throws(SystemCallError) {
    guard source == Source.signals else {
      // A terminal that is gone has no more keys.
      let keys = try screen.keys()
      isOver = isOver || keys?.contains(where: { Self.quitting.contains($0) }) ?? true
      return
    }
    while let signal = try signals.next() {
      switch signal {
      case .terminalResized: break
      case .terminalStop: try screen.suspend()
      default: isOver = true
      }
    }
  }

  /// q, Q, Ctrl-C where it is no signal, and Ctrl-D.
  private static let quitting: Set<UInt8> = [UInt8(ascii: "q"), UInt8(ascii: "Q"), 3, 4]
}
