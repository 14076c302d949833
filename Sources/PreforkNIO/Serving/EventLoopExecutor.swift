#if NIO
  package import NIOCore
  import _Concurrency

  /// Runs tasks on an event loop, so that neither a request nor its response changes threads.
  package final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    package init(_ loop: any EventLoop) { self.loop = loop }

    package func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }
#endif
