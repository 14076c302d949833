public import HTTPTypes

extension Reply where Content == ResponseBody {
  /// A response whose content is written bit by bit.
  ///
  /// ```swift
  /// return .stream { writer in
  ///   for row in try database.rows() { try writer.write("\(row)\n") }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - status: The status.
  ///   - headerFields: Fields besides those of the server.
  ///   - length: How many bytes will be written, if that is known; else the content is sent in chunks. Fewer or more end
  ///     the connection, so that the client notices.
  ///   - write: Writes the content, after the handler has returned. Writing waits for a client that reads slowly. An error
  ///     ends the connection in the middle of the response. It is not called where there is no content, as for HEAD.
  /// - Returns: The response.
  public static func stream(
    status: HTTPResponse.Status = .ok, headerFields: HTTPFields = [:], length: UInt64? = nil,
    _ write: @escaping (ResponseWriter) throws -> Void
  ) -> Response {
    Response(status, headerFields: headerFields, body: .stream(length: length, write))
  }
}
