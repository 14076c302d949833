import LinuxIO

/// Waits until `condition` holds, however long the machine takes, and gives up after a generous deadline.
///
/// - Returns: Whether it held in the end.
package func eventually(
  within limit: Duration = .seconds(60), _ condition: () throws -> Bool
) rethrows -> Bool {
  let deadline = SuspendingClock.now.advanced(by: limit)
  while try !condition() {
    guard SuspendingClock.now < deadline else { return false }
    Pause.block(for: .milliseconds(2))
  }
  return true
}
