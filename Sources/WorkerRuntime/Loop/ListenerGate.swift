import LinuxIO
import Logging
import SystemPackage

/// A worker's watch on the listener: when the kernel may wake it for a connection, and in which order.
final class ListenerGate {
  static let token: UInt64 = 0

  private let listener: Listener
  private let order: AcceptOrder
  private let logger: Logger
  private var isExclusive: Bool
  private var isOpen = false
  private var acceptedCount = 0
  /// Set while accepting has to pause for want of descriptors or memory.
  private(set) var acceptsAgainAt: MonotonicTime?

  init(_ listener: Listener, settings: WorkerSettings, logger: Logger) {
    self.listener = listener
    self.logger = logger
    order = settings.acceptOrder
    isExclusive = settings.usesExclusiveWakeups
  }

  /// Lets the kernel wake this worker for connections.
  func open(in poller: borrowing Poller) throws(SystemCallError) {
    guard !isOpen, acceptsAgainAt == nil else { return }
    do throws(SystemCallError) {
      let interest: Interest = isExclusive ? [.readable, .exclusive] : .readable
      try poller.watch(listener.number, for: interest, token: Self.token)
    } catch {
      guard error.errno == .invalidArgument, isExclusive else { throw error }
      logger.warning("this kernel has no EPOLLEXCLUSIVE (Linux 4.5): a connection wakes every idle worker")
      isExclusive = false
      try poller.watch(listener.number, for: .readable, token: Self.token)
    }
    isOpen = true
  }

  /// Keeps the kernel from waking this worker: it could not take a connection.
  func close(in poller: borrowing Poller) throws(SystemCallError) {
    guard isOpen else { return }
    isOpen = false
    try poller.unwatch(listener.number)
  }

  /// Takes one connection if one waits.
  func accept(in poller: borrowing Poller) throws(SystemCallError) -> StreamSocket? {
    do throws(SystemCallError) {
      guard let socket = try listener.accept() else { return nil }
      acceptedCount += 1
      return socket
    } catch {
      let shortages: [Errno] = [.tooManyOpenFiles, .tooManyOpenFilesInSystem, .noBufferSpace, .noMemory]
      guard shortages.contains(error.errno) else { throw error }
      logger.error("cannot accept", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
      // The listener stays readable: without a pause the loop would spin.
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

  /// Goes to the end of the kernel's queue.
  func goToTheEnd(in poller: borrowing Poller) throws(SystemCallError) {
    guard isOpen else { return }
    try close(in: poller)
    try open(in: poller)
  }
}
