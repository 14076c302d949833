import IPCProtocol
import LinuxIO

/// Connections that are with an async handler.
extension MultiplexedLoop {
  /// Has the epoll set tell of jobs, too.
  func watch(_ requests: AsyncRequests) throws(SystemCallError) {
    try poller.watch(requests.executor.number, for: .readable, token: .max)
    if let queue = requests.mainQueue { try poller.watch(queue.number, for: .readable, token: .max) }
  }

  /// Jobs came from another thread, or for the main actor.
  func acknowledgeJobs() throws(SystemCallError) {
    try requests?.executor.acknowledge()
    try requests?.mainQueue?.run()
  }

  /// Runs the handlers' jobs and goes on with what they have done.
  func run(_ requests: AsyncRequests) throws(SystemCallError) {
    try cancelWhatNeverEnds(requests)
    requests.runJobs()
    while let (key, connection) = requests.takeLanded() {
      guard let key else { continue }
      engine.endsConnections = endsConnections
      try go(on: key, connection, engine.goOn(connection))
    }
    while let flight = requests.takeChanged() { try watch(flight, exactly: false) }
  }

  /// Leaves a connection with its handler. As a rule it is answered before the loop waits again, and the epoll set never
  /// has to know.
  func leave(_ flight: Flight, withItsHandlerAs key: Int32) throws(SystemCallError) {
    flight.key = key
    try watch(flight, exactly: false)
  }

  func notify(_ flight: Flight, of readiness: Readiness) throws(SystemCallError) {
    let exactly = flight.notify(readiness)
    try watch(flight, exactly: exactly)
  }

  /// Has the epoll set watch what the flight waits for.
  ///
  /// - Parameters:
  ///   - flight: The request.
  ///   - exactly: Whether to give up watching for input that nobody wants yet. It costs a call now and one later, and is
  ///     not worth it before such input has come.
  /// - Throws: What epoll_ctl(2) refuses.
  func watch(_ flight: Flight, exactly: Bool) throws(SystemCallError) {
    guard let key = flight.key, let entry = connections[key], entry.connection.flight === flight else {
      return
    }
    guard var interest = flight.interest else {
      // An error is told again and again, whatever is asked for.
      guard entry.interest != nil else { return }
      connections[key]?.interest = nil
      return try poller.unwatch(entry.connection.socket.number)
    }
    if !exactly, Interest(rawValue: entry.interest ?? Interest.readable.rawValue).contains(.readable) {
      interest.insert(.readable)
      if entry.interest == Interest.readable.rawValue { interest.remove(.peerEnd) }
    }
    entry.connection.deadline = flight.deadline
    try watch(key, for: interest)
  }

  // MARK: - Leaving

  private func cancelWhatNeverEnds(_ requests: AsyncRequests) throws(SystemCallError) {
    guard let time = cancelsAt, time <= .coarse else { return }
    requests.cancel(all: link.departure == .orphaned)
    // What begins later, and what is left when the supervisor ends, has its turn.
    cancelsAt = .coarse.advanced(by: parts.settings.leaveGrace)
  }

  /// A worker of one connection lets go of a client that is idle when others wait for a worker.
  func relievePressure() throws(SystemCallError) {
    guard holdsOne, parts.slot.isUnderPressure else { return }
    for key in connections.keys {
      guard let entry = connections[key], entry.connection.isIdle else { continue }
      try go(on: key, entry.connection, engine.expire(entry.connection))
    }
  }
}
