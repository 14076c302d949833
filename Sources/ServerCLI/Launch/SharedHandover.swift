import LinuxIO
import WorkerRuntime

/// The one queue by which the connections of a crashed worker reach others, of whichever generation: those of a worker
/// that was about to leave are served by its successors.
final class SharedHandover {
  private var queue: HandoverQueue?

  /// The queue, made when it is first needed; nil where it is not.
  func queue(isNeeded: Bool) throws(LaunchError) -> HandoverQueue? {
    guard isNeeded else { return nil }
    if let queue { return queue }
    do throws(SystemCallError) {
      let made = try HandoverQueue()
      queue = made
      return made
    } catch {
      throw .systemCall(error)
    }
  }
}
