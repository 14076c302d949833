import CEpollShim
import Glibc

/// The queue of jobs for the process's first thread, which is libdispatch's: that of the main actor, and of
/// DispatchQueue.main.
///
/// A process with a loop of its own has to look after it, as CFRunLoop does, with the two functions that libdispatch has
/// for that. They are looked up by name: linked statically they cannot be found.
package struct MainQueue {
  /// Readable while jobs wait. The queue's own, never closed.
  package let number: Int32

  /// From here on jobs are this process's to run; nil where the queue cannot be found.
  package init?() {
    let number = shim_main_queue_handle()
    guard number >= 0 else { return nil }
    self.number = number
  }

  /// Runs the jobs that wait. To be called on the first thread.
  package func run() throws(SystemCallError) {
    var count: UInt64 = 0
    _ = try SystemCall.attempt("read") { unsafe read(number, &count, 8) }
    shim_main_queue_run()
  }
}
