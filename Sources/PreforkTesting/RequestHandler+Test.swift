public import HTTPTypes
public import Prefork

extension RequestHandler {
  /// Answers a request in memory, without a socket, a fork or a server, as a worker would.
  ///
  /// ```swift
  /// let answer = handler.answer(to: .get, "/orders/7")
  /// #expect(answer.status == .ok && answer.text.contains("7"))
  /// ```
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
  ) -> TestAnswer {
    let head = HTTPRequest(toTest: method, target, headerFields)
    return answer(to: head, body: body.isEmpty ? [] : [Array(body)], client: client)
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
  ) -> TestAnswer {
    TestAnswer(MemoryAnswer(Request(head, body: body, client: client), self))
  }
}
