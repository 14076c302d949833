import LinuxIO

/// How an exchange waits for its client in the middle of a request. Only the classic model has one: a worker with many
/// connections never waits for a single one.
protocol ClientWait: AnyObject {
  /// Waits until the connection's socket is ready.
  ///
  /// - Throws: ``ExchangeError/timedOut`` after `deadline`.
  func wait(for interest: Interest, on connection: Connection, until deadline: MonotonicTime)
    throws(ExchangeError)
}
