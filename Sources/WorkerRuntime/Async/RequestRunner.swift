import _Concurrency

/// A task that answers one request after another.
///
/// To make a task for each request, to end it, and to give back what its functions had for their variables takes a seventh
/// of the instructions that an async handler costs, and most of the memory it asks for. That memory is kept with the task.
/// A task that was cancelled stays so: it ends with its request.
///
/// Belongs to the worker's thread, as ``AsyncRequests``.
@safe final class RequestRunner: @unchecked Sendable {
  private unowned let requests: AsyncRequests
  private let handler: any AsyncExchangeHandler
  @safe @exclusivity(unchecked) private var next: AsyncExchange?
  @safe @exclusivity(unchecked) private var idle: UnsafeContinuation<Void, Never>?
  @safe @exclusivity(unchecked) private var task: Task<Void, Never>?

  init(_ handler: any AsyncExchangeHandler, for requests: AsyncRequests) {
    self.handler = handler
    self.requests = requests
  }

  /// Has `exchange` answered. There must be no other in hand.
  ///
  /// - Returns: The task that answers it.
  func answer(_ exchange: AsyncExchange) -> Task<Void, Never> {
    next = exchange
    // Each is taken out to be resumed, so that it is resumed once.
    if let idle = unsafe idle.take() { unsafe idle.resume() }
    if let task { return task }
    let task = Task(executorPreference: requests.executor) { await self.run() }
    self.task = task
    return task
  }

  private func run() async {
    while let exchange = next.take() {
      await exchange.run(handler, for: requests)
      guard !Task.isCancelled, requests.keep(self) else { return }
      // Resumed by the next call of answer(_:). Those that are idle when the worker ends are not, and end with it.
      await unsafe withUnsafeContinuation { unsafe idle = $0 }
    }
  }
}
