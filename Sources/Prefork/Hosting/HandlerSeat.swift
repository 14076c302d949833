import Launch
import WorkerRuntime

/// Holds a worker's handler, from the hook that makes it to the last that is given it.
final class HandlerSeat<Hosted: Application> {
  private let application: Hosted
  private var present: (worker: Worker, handler: Hosted.Handler)?

  init(_ application: Hosted) { self.application = application }

  func occupy(_ identity: WorkerIdentity) throws -> any WorkerRuntime.RequestHandler {
    let worker = Worker(
      number: Int(identity.number), pid: identity.pid, generation: Int(identity.generation))
    let handler = try application.afterFork(worker)
    present = (worker, handler)
    return HostedHandler(handler, in: worker)
  }

  func ready(_ identity: WorkerIdentity) {
    if let present { application.ready(present.worker, present.handler) }
  }

  func beforeExit(_ identity: WorkerIdentity) {
    if let present { application.beforeExit(present.worker, present.handler) }
  }
}
