package import LinuxIO

extension ProcessDescriptor {
  /// Waits for the child's end and reaps it; nil if it does not come in time, or if the child is reaped already.
  package borrowing func awaitExit(within limit: Duration = .seconds(30)) -> ExitStatus? {
    let deadline = SuspendingClock.now.advanced(by: limit)
    while SuspendingClock.now < deadline {
      do {
        if let status = try reap() { return status }
      } catch {
        return nil
      }
      Pause.block(for: .milliseconds(1))
    }
    return nil
  }
}
