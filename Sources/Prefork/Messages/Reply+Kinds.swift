public import HTTPTypes

extension Reply {
  /// Plain text, `text/plain; charset=utf-8`.
  public static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Reply {
    .whole(text.utf8, .plainText, status)
  }

  /// A page, `text/html; charset=utf-8`.
  public static func html(_ page: String, status: HTTPResponse.Status = .ok) -> Reply {
    .whole(page.utf8, .page, status)
  }

  /// JSON that has been encoded already, `application/json`.
  ///
  /// ```swift
  /// return .json(try JSONEncoder().encode(order))
  /// ```
  public static func json(_ encoded: some Sequence<UInt8>, status: HTTPResponse.Status = .ok) -> Reply {
    .whole(encoded, .json, status)
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
  ) -> Reply {
    .whole(bytes, [.contentType: type], status)
  }

  private static func whole(
    _ bytes: some Sequence<UInt8>, _ fields: HTTPFields, _ status: HTTPResponse.Status
  ) -> Reply {
    Reply(status, headerFields: fields, body: Content(.bytes(Array(bytes))))
  }

  /// A status and nothing else.
  public static func status(_ status: HTTPResponse.Status) -> Reply { Reply(status) }

  /// Sends the client elsewhere, RFC 9110 section 15.4.
  ///
  /// - Parameters:
  ///   - location: An absolute or relative reference.
  ///   - status: 303 by default: the client goes there with GET.
  /// - Returns: The response.
  public static func redirect(to location: String, status: HTTPResponse.Status = .seeOther) -> Reply {
    Reply(status, headerFields: [.location: location])
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
  ) throws -> Reply {
    Reply(status, headerFields: [.contentType: type], body: Content(.file(try FileContent(path: path))))
  }
}

// Fields are looked through for what may not stand in them each time that they are made.
extension HTTPFields {
  fileprivate static let plainText: HTTPFields = [.contentType: "text/plain; charset=utf-8"]
  fileprivate static let page: HTTPFields = [.contentType: "text/html; charset=utf-8"]
  fileprivate static let json: HTTPFields = [.contentType: "application/json"]
}
