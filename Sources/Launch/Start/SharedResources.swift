import LinuxIO
import WorkerRuntime

/// What outlives a reload: it belongs to the server and not to one generation of its workers.
final class SharedResources {
  var logFiles: LogFiles
  /// The one queue by which the connections of a crashed worker reach others, of whichever generation: those of a worker
  /// that was about to leave are served by its successors.
  private var handover: HandoverQueue?
  var pidFile: PidFile?

  init(logFiles: LogFiles) { self.logFiles = logFiles }

  /// The queue, made when it is first needed; nil where it is not.
  func handoverQueue(isNeeded: Bool) throws(LaunchError) -> HandoverQueue? {
    guard isNeeded else { return nil }
    if let handover { return handover }
    do throws(SystemCallError) {
      let made = try HandoverQueue()
      handover = made
      return made
    } catch {
      throw .systemCall(error)
    }
  }
}
