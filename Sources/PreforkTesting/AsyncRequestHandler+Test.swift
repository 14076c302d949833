public import HTTPTypes
public import Prefork

extension AsyncRequestHandler {
  /// Answers a request in memory, without a socket, a fork or a server, as a worker would.
  ///
  /// Content that never ends never comes to an end here, either: such a response is one for a real client.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - target: Path and query, percent-encoded.
  ///   - headerFields: The fields.
  ///   - body: The content, in one piece.
  ///   - client: Where the request claims to come from.
  /// - Returns: What a client would be answered, errors included. A trap ends the test.
  public func answer(
    to method: HTTPRequest.Method, _ target: String, headerFields: HTTPFields = [:],
    body: some Collection<UInt8> = [], client: Client? = Client(host: "127.0.0.1", port: 49152)
  ) async -> TestAnswer {
    let head = HTTPRequest(toTest: method, target, headerFields)
    return await answer(to: head, body: body.isEmpty ? [] : [Array(body)], client: client)
  }

  /// Answers a request whose content comes in pieces.
  ///
  /// - Parameters:
  ///   - head: Method, target and fields.
  ///   - body: The content, in the pieces in which the handler will read it.
  ///   - client: Where the request claims to come from.
  /// - Returns: As ``answer(to:_:headerFields:body:client:)``.
  public func answer(
    to head: HTTPRequest, body: [[UInt8]] = [], client: Client? = nil
  ) async -> TestAnswer {
    TestAnswer(await MemoryAnswer(AsyncRequest(head, body: body, client: client), self))
  }
}
