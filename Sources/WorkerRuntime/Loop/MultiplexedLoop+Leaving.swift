import IPCProtocol
import LinuxIO

/// How a worker of many connections ends.
extension MultiplexedLoop {
  /// Takes no more connections, and finishes those it holds.
  ///
  /// As in the classic model, one look at each queue finds a connection that a wake-up may have been for.
  func beginToLeave() throws(SystemCallError) {
    isLeaving = true
    if requests != nil { cancelsAt = .coarse.advanced(by: parts.settings.leaveGrace) }
    parts.slot.become(.leaving, at: MonotonicTime.exact.unsigned)
    try gate.close(in: poller)
    if link.departure != .orphaned { try link.hearOrders() }
    if link.departure != .connectionLimit {
      // Before the supervisor hears of it: it forks another worker for what still waits then.
      while try adopt(gate.findHandedOver(for: engine)) {}
      try link.acknowledgeLeave()
      for index in 0..<gate.count { _ = try take(gate.accept(from: index, in: poller)) }
      while try take(gate.acceptLast(in: poller)) {}
    }
    try gate.letGo(in: poller)
    try hurryIdleClients()
  }

  /// A client that is idle between two requests may expect its keep-alive timeout. When the server stops it gets a moment
  /// for the request that may be on its way, and when others wait for a worker none.
  func hurryIdleClients() throws(SystemCallError) {
    guard let departure = link.departure else { return }
    guard !departure.isPatient || parts.slot.isUnderPressure else { return }
    let moment = MonotonicTime.coarse.advanced(by: departure.isPatient ? .zero : parts.settings.leaveGrace)
    for key in connections.keys {
      guard let entry = connections[key], entry.connection.isIdle else { continue }
      entry.connection.deadline = min(entry.connection.deadline, moment)
      try watch(key, for: input)
    }
  }
}
