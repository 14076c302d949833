import Launch
import WorkerRuntime

/// Holds a worker's handler, from the hook that makes it to the last that is given it.
final class HandlerSeat<Hosted: ApplicationLifeCycle> {
  private let application: Hosted
  private var present: (worker: Worker, handler: Hosted.Handler)?

  private let wrap: (Hosted.Handler, Worker) -> WorkerHandler

  init(_ application: Hosted, _ wrap: @escaping (Hosted.Handler, Worker) -> WorkerHandler) {
    self.application = application
    self.wrap = wrap
  }

  func occupy(_ identity: WorkerIdentity) throws -> WorkerHandler {
    let worker = Worker(
      number: Int(identity.number), pid: identity.pid, generation: Int(identity.generation))
    let handler = try application.afterFork(worker)
    present = (worker, handler)
    return wrap(handler, worker)
  }

  func ready(_ identity: WorkerIdentity) {
    if let present { application.ready(present.worker, present.handler) }
  }

  func beforeExit(_ identity: WorkerIdentity) {
    if let present { application.beforeExit(present.worker, present.handler) }
  }
}
