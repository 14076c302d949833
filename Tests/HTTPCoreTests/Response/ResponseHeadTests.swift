import HTTPCore
import Testing

struct ResponseHeadTests {
  private func written(
    _ head: ResponseHead, server: String = "", capacity: Int = 4096
  ) throws(ResponseError) -> String {
    var buffer = ByteBuffer(maximumCapacity: capacity)
    let date = HTTPDate.text(seconds: 784_111_777)
    try withBytes(server) { bytes throws(ResponseError) in
      try head.write(into: &buffer, date: date, server: bytes)
    }
    try buffer.endHead()
    return buffer.text
  }

  @Test("A response with a length, RFC 9112 6.2")
  func length() throws {
    let text = try written(ResponseHead(status: .ok, framing: .length(12)), server: "prefork")
    #expect(
      text == "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: prefork\r\n"
        + "Content-Length: 12\r\n\r\n")
  }

  @Test("A chunked response of a connection that ends, RFC 9112 7.1 and 9.6")
  func chunked() throws {
    let text = try written(
      ResponseHead(status: .notFound, framing: .chunked, persistence: .close))
    #expect(
      text == "HTTP/1.1 404 Not Found\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
  }

  @Test("Content that ends with the connection says so, RFC 9112 6.3")
  func untilClose() throws {
    let text = try written(
      ResponseHead(status: .ok, framing: .untilClose, persistence: .keepAlive))
    #expect(text.hasSuffix("GMT\r\nConnection: close\r\n\r\n"))
  }

  @Test("An HTTP/1.0 client is told that the connection persists, RFC 9112 9.3")
  func keepAlive() throws {
    let text = try written(
      ResponseHead(status: .ok, framing: .length(0), persistence: .keepAlive))
    #expect(text.hasSuffix("Content-Length: 0\r\nConnection: keep-alive\r\n\r\n"))
  }

  @Test(
    "204, 304 and interim responses have no framing fields, RFC 9110 8.6", arguments: [100, 103, 204, 304])
  func noContent(_ code: Int) throws {
    let status = try #require(Status(code: code))
    for framing in [ResponseFraming.length(3), .chunked, .untilClose] {
      let text = try written(ResponseHead(status: status, framing: framing))
      #expect(!text.contains("Content-Length"))
      #expect(!text.contains("Transfer-Encoding"))
      #expect(!text.contains("Connection"))
      #expect(text.contains("Date") == (code >= 200))
      #expect(text.hasPrefix("HTTP/1.1 \(code) "))
    }
  }

  @Test("A status without a registered phrase keeps the space ahead of it, RFC 9112 4")
  func unknownStatus() throws {
    let status = try #require(Status(code: 299))
    let text = try written(ResponseHead(status: status, framing: .length(0)))
    #expect(text.hasPrefix("HTTP/1.1 299 \r\n"))
    #expect(Status(code: 99) == nil)
    #expect(Status(code: 600) == nil)
  }

  @Test("A Server value that would split the response is refused, RFC 9110 5.5")
  func serverIsChecked() {
    #expect(throws: ResponseError.malformedValue) {
      _ = try written(ResponseHead(status: .ok, framing: .chunked), server: "a\r\nb: c")
    }
  }

  @Test("A head that does not fit leaves the buffer as it was")
  func doesNotFit() throws {
    for capacity in 0..<90 {
      var buffer = ByteBuffer(maximumCapacity: capacity)
      if capacity > 0 { try buffer.append(UInt8(ascii: "x")) }
      let date = HTTPDate.text(seconds: 0)
      let head = ResponseHead(status: .ok, framing: .length(1))
      var refused = false
      do throws(ResponseError) {
        try withBytes("s") { bytes throws(ResponseError) in
          try head.write(into: &buffer, date: date, server: bytes)
        }
      } catch {
        refused = error == .bufferFull
      }
      #expect(refused == (capacity < 85))
      expect(!refused || buffer.readableCount == min(capacity, 1))
    }
  }

  @Test("The invitation to continue is a complete interim response, RFC 9110 15.2.1")
  func continues() {
    #expect(ResponseHead.continue.description == "HTTP/1.1 100 Continue\r\n\r\n")
  }

  @Test("Statuses have the phrases of their registration, RFC 9110 15")
  func phrases() {
    #expect(Status.ok.reasonPhrase.description == "OK")
    #expect(Status.uriTooLong.reasonPhrase.description == "URI Too Long")
    #expect(Status.requestHeaderFieldsTooLarge.reasonPhrase.description == "Request Header Fields Too Large")
    #expect(Status.httpVersionNotSupported.reasonPhrase.description == "HTTP Version Not Supported")
  }
}
