import LinuxIO

/// A forked child that waits for a listener as a worker does, in epoll_wait(2), and does one thing at a time
/// on order.
///
/// After each wake-up it says whether the listener was among the events, then obeys its parent's orders until
/// it is sent to wait again. The parent wakes it, too, by any order.
struct WaitingWorker: ~Copyable {
  enum Order: Unicode.Scalar {
    case accept = "a"
    case watchAnew = "n"
    case lookRepeatedly = "l"
    case wait = "w"
    case leave = "q"
  }

  private enum Reply {
    static let blocking: Unicode.Scalar = "b"
    static let listenerReady: Unicode.Scalar = "L"
    static let nothing: Unicode.Scalar = "-"
    static let done: Unicode.Scalar = "+"
  }

  private static let listenerToken: UInt64 = 1
  private static let linkToken: UInt64 = 2

  private let child: ForkedChild

  /// Returns once the child watches `listener` and is blocked.
  init(on listener: Listener, for interest: Interest = [.readable, .exclusive]) throws {
    let child = try ForkedChild { link in
      let poller = try Poller(capacity: 2)
      try poller.watch(link.number, for: .readable, token: Self.linkToken)
      try poller.watch(listener.number, for: interest, token: Self.listenerToken)
      repeat {
        try link.tell(Reply.blocking)
        let events = try poller.nextEvents()
        let found = events.contains { $0.token == Self.listenerToken }
        try link.tell(found ? Reply.listenerReady : Reply.nothing)
      } while try Self.obey(link, poller, listener, interest)
    }
    try Self.awaitBlocked(child)
    self.child = child
  }

  /// Obeys until it is told to wait (true) or to leave (false).
  private static func obey(
    _ link: borrowing StreamSocket, _ poller: borrowing Poller, _ listener: Listener, _ interest: Interest
  ) throws -> Bool {
    while true {
      switch try link.hear().flatMap(Order.init) {
      case .accept:
        try link.tell(listener.acceptsNothing() ? Reply.nothing : Reply.done)
      case .watchAnew:
        try poller.unwatch(listener.number)
        try poller.watch(listener.number, for: interest, token: Self.listenerToken)
        try link.tell(Reply.done)
      case .lookRepeatedly:
        var found = false
        for _ in 0..<100 where !found {
          found = try poller.events().contains { $0.token == Self.listenerToken }
        }
        try link.tell(found ? Reply.listenerReady : Reply.nothing)
      case .wait: return true
      case .leave, nil: return false
      }
    }
  }

  // MARK: - The parent's side

  private static func awaitBlocked(_ child: borrowing ForkedChild) throws {
    try claim(child.link.hear() == Reply.blocking, "the worker does not wait")
    try claim(child.isBlocked(), "the worker is not blocked")
  }

  private func ask(_ order: Order) throws -> Unicode.Scalar? {
    try child.link.tell(order.rawValue)
    return try child.link.hear()
  }

  /// Waits until the worker is woken, and tells whether it found the listener ready.
  func isWokenForTheListener() throws -> Bool { try child.link.hear() == Reply.listenerReady }

  /// Whether the worker is still blocked and has said nothing.
  ///
  /// Looked at in this order: a worker that was woken would speak before it sleeps again.
  func isStillBlocked() throws -> Bool {
    try child.isBlocked() && !isReadyNow(child.link.number)
  }

  /// Wakes the worker by `order`; the reply tells what the wake-up itself found, which must not be the
  /// listener.
  private func wake(by order: Order) throws -> Unicode.Scalar? {
    try child.link.tell(order.rawValue)
    try claim(child.link.hear() == Reply.nothing, "the listener was ready")
    return try child.link.hear()
  }

  /// Accepts; false when nothing waits. The worker must have been woken before.
  func accepts() throws -> Bool { try ask(.accept) == Reply.done }

  /// Wakes the worker, whose events must not include the listener, and lets it accept.
  func acceptsOnSpeculation() throws -> Bool { try wake(by: .accept) == Reply.done }

  /// Wakes the worker; whether a hundred looks at its poller find the listener ready.
  func seesTheListenerWhenItLooks() throws -> Bool { try wake(by: .lookRepeatedly) == Reply.listenerReady }

  /// Stops watching the listener and starts again.
  func watchesAnew() throws -> Bool { try ask(.watchAnew) == Reply.done }

  /// Sends the worker back to wait and returns once it is blocked.
  func waitUntilBlocked() throws {
    try child.link.tell(Order.wait.rawValue)
    try Self.awaitBlocked(child)
  }

  /// Sends the worker back to wait, which ends at once; whether it found the listener ready.
  func findsTheListenerWhenItWaits() throws -> Bool {
    try child.link.tell(Order.wait.rawValue)
    try claim(child.link.hear() == Reply.blocking, "the worker does not wait")
    return try isWokenForTheListener()
  }

  /// Lets the worker end without another look at the listener.
  func leave() throws -> ExitStatus {
    try child.link.tell(Order.leave.rawValue)
    return try child.end()
  }
}
