public import HTTPTypes

extension Response {
  /// Plain text, `text/plain; charset=utf-8`.
  public static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    .bytes(text.utf8, type: "text/plain; charset=utf-8", status: status)
  }

  /// A page, `text/html; charset=utf-8`.
  public static func html(_ page: String, status: HTTPResponse.Status = .ok) -> Response {
    .bytes(page.utf8, type: "text/html; charset=utf-8", status: status)
  }

  /// JSON that has been encoded already, `application/json`.
  ///
  /// ```swift
  /// return .json(try JSONEncoder().encode(order))
  /// ```
  public static func json(_ encoded: some Sequence<UInt8>, status: HTTPResponse.Status = .ok) -> Response {
    .bytes(encoded, type: "application/json", status: status)
  }

  /// Bytes of any type.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - type: Its media type, RFC 9110 section 8.3.
  ///   - status: The status.
  /// - Returns: The response.
  public static func bytes(
    _ bytes: some Sequence<UInt8>, type: String = "application/octet-stream",
    status: HTTPResponse.Status = .ok
  ) -> Response {
    Response(status, headerFields: [.contentType: type], body: .bytes(Array(bytes)))
  }

  /// A status and nothing else.
  public static func status(_ status: HTTPResponse.Status) -> Response { Response(status) }

  /// Sends the client elsewhere, RFC 9110 section 15.4.
  ///
  /// - Parameters:
  ///   - location: An absolute or relative reference.
  ///   - status: 303 by default: the client goes there with GET.
  /// - Returns: The response.
  public static func redirect(to location: String, status: HTTPResponse.Status = .seeOther) -> Response {
    Response(status, headerFields: [.location: location])
  }

  /// A whole file, sent by the kernel without a copy (sendfile(2)).
  ///
  /// - Parameters:
  ///   - path: The file. It is opened with the rights of the worker, whatever the path is: never put a client's text
  ///     into it unchecked.
  ///   - type: Its media type.
  ///   - status: The status.
  /// - Returns: The response.
  /// - Throws: As ``FileContent/init(path:)``.
  public static func file(
    _ path: String, type: String = "application/octet-stream", status: HTTPResponse.Status = .ok
  ) throws -> Response {
    Response(status, headerFields: [.contentType: type], body: .file(try FileContent(path: path)))
  }

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
