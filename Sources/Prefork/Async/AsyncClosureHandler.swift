/// An async closure as a handler.
public struct AsyncClosureHandler: AsyncRequestHandler {
  private let answer: @Sendable (AsyncRequest) async throws -> AsyncResponse

  /// Makes a handler.
  ///
  /// - Parameter respond: Answers a request.
  public init(_ respond: @escaping @Sendable (AsyncRequest) async throws -> AsyncResponse) {
    answer = respond
  }

  /// Calls the closure.
  public func respond(to request: AsyncRequest) async throws -> AsyncResponse { try await answer(request) }
}
