/// What one connection of a client brought.
package struct Answer: Sendable {
  /// Everything the server sent until it closed the connection.
  package let bytes: [UInt8]
  /// The failed call, nil when the server closed in order.
  package let failure: String?

  package init(bytes: [UInt8], failure: String?) {
    self.bytes = bytes
    self.failure = failure
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }
  package var status: Int? {
    // The head alone: the body may be large, and no text.
    let line = String(decoding: bytes.prefix(12), as: UTF8.self)
    guard line.hasPrefix("HTTP/1.1 ") else { return nil }
    return Int(line.dropFirst(9))
  }
  package var head: String {
    let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.lowerBound ?? bytes.endIndex
    return String(decoding: bytes[..<end], as: UTF8.self)
  }
  package var body: [UInt8] {
    let separator = Array("\r\n\r\n".utf8)
    guard let start = bytes.firstRange(of: separator)?.upperBound else { return [] }
    return Array(bytes[start...])
  }

  /// The content of a chunked body.
  package var unchunkedBody: [UInt8] {
    var content: [UInt8] = []
    var rest = body[...]
    while let line = rest.firstRange(of: Array("\r\n".utf8)) {
      let size = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self), radix: 16) ?? 0
      guard size > 0, rest.endIndex >= line.upperBound + size + 2 else { break }
      content += rest[line.upperBound..<(line.upperBound + size)]
      rest = rest[(line.upperBound + size + 2)...]
    }
    return content
  }

  /// The value of a header field, nil when there is none.
  package func field(_ name: String) -> String? {
    for line in head.split(separator: "\r\n").dropFirst() {
      guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name.lowercased() else {
        continue
      }
      return line[line.index(after: colon)...].trimmingPrefix { $0 == " " }.description
    }
    return nil
  }

  /// Whether the response is complete: as many bytes of body as Content-Length says.
  package var isComplete: Bool {
    failure == nil && field("content-length").flatMap { Int($0) } == body.count
  }

  /// The worker that the welcome handler names.
  package var worker: Int32? {
    guard let range = text.firstRange(of: "Served by worker ") else { return nil }
    return Int32(text[range.upperBound...].prefix { $0.isNumber })
  }
}
