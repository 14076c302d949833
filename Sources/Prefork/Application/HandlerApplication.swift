/// A handler alone as an application.
struct HandlerApplication<Handler: RequestHandler>: Application {
  let handler: Handler

  func afterFork(_ worker: Worker) -> Handler { handler }
}
