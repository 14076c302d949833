import LinuxIO
import Logging
import SystemPackage

/// A worker's watch on the listeners: when the kernel may wake it for a connection, and in which order.
///
/// A listener's place in the set is its token. Behind them comes the queue from which connections of workers that
/// crashed are taken; the tokens from ``tokenCount`` on are free for others.
final class ListenerGate {
  private let listeners: [Listener]
  private let order: AcceptOrder
  private let handover: HandoverReceiver?
  private let logger: Logger
  @safe @exclusivity(unchecked) private var isExclusive: Bool
  @safe @exclusivity(unchecked) private var isOpen = false
  @safe @exclusivity(unchecked) private var acceptedCount = 0
  /// Where the next look begins, so that under load no listener starves another.
  @safe @exclusivity(unchecked) private var next = 0
  /// Which listeners the present batch of events said to be ready, a bit each: an array would be one more thing to make
  /// in each worker. Beyond 64 some share one, which costs a look in vain.
  @safe @exclusivity(unchecked) private var ready: UInt64 = 0
  @safe @exclusivity(unchecked) private var hasHandover = false
  private let spare = SpareDescriptor()
  /// Whether the last attempt to accept failed for want of descriptors or memory.
  @safe @exclusivity(unchecked) private var isShort = false
  /// Set while accepting has to pause for want of descriptors or memory.
  @safe @exclusivity(unchecked) private(set) var acceptsAgainAt: MonotonicTime?
  @safe @exclusivity(unchecked) private var isLeaving = false

  init(_ listeners: [Listener], handover: HandoverReceiver?, settings: WorkerSettings, logger: Logger) {
    self.listeners = listeners
    self.handover = handover
    self.logger = logger
    order = settings.acceptOrder
    isExclusive = settings.usesExclusiveWakeups
  }

  /// Whether this worker still has a listener. A worker that is forked for others' connections when its server has left
  /// the listeners to a successor has none.
  private func isHeld(_ index: Int) -> Bool { !listeners[index].isLetGo }

  /// How many listeners there are.
  var count: Int { listeners.count }

  /// How many tokens are taken.
  var tokenCount: Int { listeners.count + 1 }

  /// Takes note of an event; false if its token is not one of the gate's.
  func notes(_ token: UInt64) -> Bool {
    if token == UInt64(listeners.count) {
      hasHandover = true
      return true
    }
    guard token < UInt64(listeners.count) else { return false }
    ready |= bit(of: Int(token))
    return true
  }

  private func bit(of index: Int) -> UInt64 { 1 << UInt64(index & 63) }

  /// Takes connections of a worker that crashed, if an event has told of any.
  func takeHandedOver(for engine: HTTPEngine) throws(SystemCallError) -> [Connection] {
    guard hasHandover, let handover else { return [] }
    hasHandover = false
    return try handover.receive(for: engine)
  }

  /// Takes connections of a worker that crashed though no event has told of any: whom it told may be gone.
  func findHandedOver(for engine: HTTPEngine) throws(SystemCallError) -> [Connection] {
    guard let handover, handover.hasMessage else { return [] }
    return try handover.receive(for: engine)
  }

  /// Whether a worker that was woken and found nothing has to look at everything else.
  ///
  /// A wake-up is for one queue and one worker. A sibling that was woken for another queue may have seen this one as
  /// well, taken what this worker was woken for, and left what it was woken for itself: nobody else will be told of that.
  /// At its only listener, where nothing was just now, it has no need to look again.
  var looksFurther: Bool { isExclusive && (listeners.count > 1 || handover != nil) }

  /// Lets the kernel wake this worker for connections.
  func open(in poller: borrowing Poller) throws(SystemCallError) {
    guard !isOpen, acceptsAgainAt == nil, !isLeaving else { return }
    for index in listeners.indices {
      if isHeld(index) {
        try watch(listeners[index].number, index, in: poller)
      } else {
        // What the supervisor has under its number.
        listeners[index].letGo(replacedBy: poller.number)
      }
    }
    if let handover { try watch(handover.number, listeners.count, in: poller) }
    isOpen = true
  }

  private func watch(_ number: Int32, _ place: Int, in poller: borrowing Poller) throws(SystemCallError) {
    let token = UInt64(place)
    do throws(SystemCallError) {
      let interest: Interest = isExclusive ? [.readable, .exclusive] : .readable
      try poller.watch(number, for: interest, token: token)
    } catch {
      guard error.errno == .invalidArgument, isExclusive else { throw error }
      logger.warning("this kernel has no EPOLLEXCLUSIVE (Linux 4.5): a connection wakes every idle worker")
      isExclusive = false
      try poller.watch(number, for: .readable, token: token)
    }
  }

  /// Keeps the kernel from waking this worker: it could not take a connection.
  func close(in poller: borrowing Poller) throws(SystemCallError) {
    guard isOpen else { return }
    isOpen = false
    for index in listeners.indices where isHeld(index) { try poller.unwatch(listeners[index].number) }
    if let handover { try poller.unwatch(handover.number) }
  }

  /// Takes one connection from a listener of which an event has told, and forgets all events told so far.
  ///
  /// What the others hold is told again by the next wait, or to a sibling.
  func acceptReady(in poller: borrowing Poller) throws(SystemCallError) -> StreamSocket? {
    defer { ready = 0 }
    return try acceptFirst(in: poller) { ready & bit(of: $0) != 0 }
  }

  /// Takes one connection from a listener that is being closed: when it is gone, so is who waits there.
  func acceptLast(in poller: borrowing Poller) throws(SystemCallError) -> StreamSocket? {
    for index in listeners.indices where isHeld(index) && listeners[index].isBeingClosed {
      if let socket = try accept(from: index, in: poller) { return socket }
    }
    return nil
  }

  private func acceptFirst(
    in poller: borrowing Poller, where isCandidate: (Int) -> Bool
  ) throws(SystemCallError) -> StreamSocket? {
    for offset in 0..<listeners.count {
      let index = (next + offset) % listeners.count
      guard isCandidate(index), let socket = try accept(from: index, in: poller) else { continue }
      next = (index + 1) % listeners.count
      return socket
    }
    return nil
  }

  /// Takes one connection from the listener at `index` if one waits there.
  func accept(from index: Int, in poller: borrowing Poller) throws(SystemCallError) -> StreamSocket? {
    do throws(SystemCallError) {
      guard isHeld(index), let socket = try listeners[index].accept() else { return nil }
      acceptedCount += 1
      isShort = false
      return socket
    } catch {
      let shortages: [Errno] = [.tooManyOpenFiles, .tooManyOpenFilesInSystem, .noBufferSpace, .noMemory]
      guard shortages.contains(error.errno) else { throw error }
      logger.error("cannot accept", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
      // During the first pause the siblings may take who waits. Who still waits after it is told to come back.
      if isShort {
        let count = spare.turnAway(from: listeners[index])
        logger.warning(
          "turned connections away with 503 for want of descriptors", metadata: ["count": "\(count)"])
      }
      isShort = true
      // The listeners stay readable: without a pause the loop would spin.
      try close(in: poller)
      acceptsAgainAt = .coarse.advanced(by: .milliseconds(500))
      return nil
    }
  }

  /// Ends a pause whose time has come.
  func resume(in poller: borrowing Poller) throws(SystemCallError) {
    guard let again = acceptsAgainAt, again <= .coarse else { return }
    acceptsAgainAt = nil
    try open(in: poller)
  }

  /// In the even order a worker registers anew now and then and so goes to the end of the kernel's queue. There is no
  /// other way: EPOLL_CTL_MOD is refused for a descriptor that is watched exclusively.
  func keepOrder(in poller: borrowing Poller) throws(SystemCallError) {
    guard order == .even, acceptedCount % 16 == 0 else { return }
    try goToTheEnd(in: poller)
  }

  /// Goes to the end of the kernel's queue, at each listener.
  func goToTheEnd(in poller: borrowing Poller) throws(SystemCallError) {
    guard isOpen else { return }
    for index in listeners.indices where isHeld(index) {
      try poller.unwatch(listeners[index].number)
      try watch(listeners[index].number, index, in: poller)
    }
  }

  // MARK: - Leaving

  /// Gives up every listener: a worker may have long to finish, and its copies would keep the addresses taken when the
  /// server itself has ended.
  func letGo(in poller: borrowing Poller) throws(SystemCallError) {
    try close(in: poller)
    isLeaving = true
    for index in listeners.indices { letGo(of: index, in: poller) }
  }

  /// Gives up the listeners that others go on accepting from.
  func letGoOfTheKept(in poller: borrowing Poller) throws(SystemCallError) {
    try close(in: poller)
    isLeaving = true
    for index in listeners.indices where isHeld(index) && !listeners[index].isBeingClosed {
      letGo(of: index, in: poller)
    }
  }

  private func letGo(of index: Int, in poller: borrowing Poller) {
    guard isHeld(index) else { return }
    // The epoll set stands in for it under its number.
    listeners[index].letGo(replacedBy: poller.number)
  }
}
