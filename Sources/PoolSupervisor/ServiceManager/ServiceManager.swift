package import LinuxIO
package import Logging

/// The program that started this service and wants to know how it is, such as systemd; sd_notify(3).
///
/// It is told and never asked, and telling never waits. A manager that does not listen costs one line of the log.
package final class ServiceManager {
  /// A manager that is too busy to listen is told again after this time.
  private static let retryInterval = Duration.milliseconds(100)

  private let socket: DatagramSocket
  private let logger: Logger
  private var reporter: ServiceReporter
  /// What it did not take yet.
  private var unsent: [ServiceMessage] = []
  private var retryAt: SuspendingClock.Instant?
  private var hasFailed = false

  /// - Throws: EMFILE or ENFILE when no descriptor is left.
  package init(address: SocketAddress, watchdogTimeout: Duration?, logger: Logger) throws(SystemCallError) {
    socket = try DatagramSocket(to: address)
    reporter = ServiceReporter(watchdogTimeout: watchdogTimeout)
    self.logger = logger
  }

  /// The manager that the environment names, nil when there is none.
  package static func fromEnvironment(logger: Logger) throws(SystemCallError) -> ServiceManager? {
    let environment = ServiceEnvironment(variables: Environment.value(of:), pid: Fork.pid)
    for complaint in environment.complaints { logger.warning("service manager ignored: \(complaint)") }
    guard let address = environment.address else { return nil }
    return try ServiceManager(address: address, watchdogTimeout: environment.watchdogTimeout, logger: logger)
  }

  /// What a child must not keep.
  var descriptorNumber: Int32 { socket.number }

  /// When ``follow(_:at:)`` must be called even if nothing happens.
  var nextDeadline: SuspendingClock.Instant? { [reporter.nextDeadline, retryAt].compactMap(\.self).min() }

  /// Tells what has changed in the pool, and that this process is alive.
  func follow(_ pool: Pool, at now: SuspendingClock.Instant) {
    tell(reporter.follow(pool, at: now), at: now)
  }

  /// Tells that a reload has begun, right when it does.
  package func beginReload() { tell(reporter.beginReload(at: .exact), at: .now) }

  /// Tells that a reload is over, whether it succeeded or left everything as it was.
  package func endReload() { tell(reporter.endReload(), at: .now) }

  /// Tells that another process is the service from here on, as after an upgrade, and nothing more after that.
  package func handOver(to pid: Int32) { tell(reporter.handOver(to: pid), at: .now) }

  private func tell(_ messages: [ServiceMessage], at now: SuspendingClock.Instant) {
    for message in messages {
      unsent.removeAll { $0.isOutdated(by: message) }
      unsent.append(message)
    }
    guard !unsent.isEmpty else { return }
    if let retryAt, now < retryAt { return }
    retryAt = nil
    do throws(SystemCallError) {
      if try socket.send(unsent.datagram) {
        unsent = []
      } else {
        retryAt = now.advanced(by: Self.retryInterval)
      }
    } catch {
      unsent = []
      if !hasFailed {
        logger.warning(
          "the service manager does not listen at NOTIFY_SOCKET", metadata: ["reason": "\(error)"])
      }
      hasFailed = true
    }
  }
}
