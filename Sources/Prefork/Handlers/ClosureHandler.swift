/// A closure as a handler.
public struct ClosureHandler: RequestHandler {
  private let answer: (Request) throws -> Response

  /// Makes a handler.
  ///
  /// - Parameter respond: Answers a request.
  public init(_ respond: @escaping (Request) throws -> Response) { answer = respond }

  /// Calls the closure.
  public func respond(to request: Request) throws -> Response { try answer(request) }
}
