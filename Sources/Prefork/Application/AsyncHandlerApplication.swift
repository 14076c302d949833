/// An async handler alone as an application.
struct AsyncHandlerApplication<Handler: AsyncRequestHandler>: AsyncApplication {
  let handler: Handler

  func afterFork(_ worker: Worker) -> Handler { handler }
}
