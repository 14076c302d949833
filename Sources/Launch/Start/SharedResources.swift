import LinuxIO
import WorkerRuntime

/// What outlives a reload: it belongs to the server and not to one generation of its workers.
final class SharedResources {
  /// Made first of all, and until the supervisor fills the heap by itself: what workers share with it and count references to,
  /// which makes copies of its pages, lies together then.
  var heapFiller: HeapFiller? = HeapFiller()
  var logFiles: LogFiles
  /// The one queue by which the connections of a crashed worker reach others, of whichever generation: those of a worker
  /// that was about to leave are served by its successors.
  let handover: HandoverQueue
  var pidFile: PidFile?
  /// For workers that are executed.
  let surroundings = ExecutionSurroundings.present

  init(logFiles: LogFiles) throws(LaunchError) {
    self.logFiles = logFiles
    do throws(SystemCallError) { handover = try HandoverQueue() } catch { throw .systemCall(error) }
  }
}
