import HTTPCore
import Testing

struct RequestParserTests {
  @Test("Pipelined requests in one buffer are parsed one after the other, RFC 9112 9.3.2")
  func pipelined() throws {
    let text =
      "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
      + "POST /b HTTP/1.1\r\nHost: y\r\nContent-Length: 3\r\n\r\nabc"
      + "PUT /c HTTP/1.1\r\nHost: z\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1\r\nq\r\n0\r\n\r\n"
      + "GET"
    var buffer = ByteBuffer(maximumCapacity: 4096)
    try buffer.append(string: text)
    var parser = RequestParser()
    var seen: [String] = []
    while let count = try parser.parse(buffer.readable) {
      let request = try read(parser.head, count, buffer.readable)
      seen.append(request.text)
      buffer.consume(request.end)
      parser.reset()
    }
    #expect(seen == ["/a  true", "/b abc true", "/c q false"])
    expect(buffer.text == "GET")
  }

  /// Path, content and persistence of a request whose head takes `count` bytes, and where it ends.
  private func read(
    _ head: borrowing RequestHead, _ count: Int, _ bytes: RawSpan
  ) throws(RequestError) -> (text: String, end: Int) {
    var decoder = try BodyDecoder(framing: head.framing)
    var offset = count
    var body: [UInt8] = []
    while !decoder.isComplete {
      let rest = bytes.extracting(offset..<bytes.byteCount)
      let step = try decoder.decode(rest)
      body += rest.copy(step.payload)
      offset += step.consumed
    }
    let path = String(decoding: bytes.copy(head.path), as: UTF8.self)
    return ("\(path) \(String(decoding: body, as: UTF8.self)) \(head.keepAlive)", offset)
  }

  @Test("Nothing of one request shows in the next after a reset")
  func resets() throws {
    var parser = RequestParser()
    let first =
      "OPTIONS http://h/p?q HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\nExpect: x\r\nConnection: close\r\n\r\n"
    try withBytes(first) { bytes throws(RequestError) in _ = try parser.parse(bytes) }
    parser.reset()
    expect(!parser.hasStarted)
    try withBytes("GET / HTTP/1.1\r\nHost: b\r\n\r\n") { bytes throws(RequestError) in
      expect(try parser.parse(bytes) == bytes.byteCount)
      expect(bytes.copy(parser.head.path) == [UInt8(ascii: "/")])
      expect(parser.head.authority.map { bytes.copy($0) } == [UInt8(ascii: "b")])
    }
    expect(parser.head.query == nil)
    expect(parser.head.framing == .none)
    expect(parser.head.keepAlive)
    expect(!parser.head.expectsContinue)
    expect(parser.head.fieldCount == 1)
    expect(!parser.head.has(.contentLength))
    expect(parser.head.minorVersion == 1)
  }

  @Test("A leading empty line alone does not begin a request, RFC 9112 2.2")
  func hasStarted() throws {
    var parser = RequestParser()
    expect(!parser.hasStarted)
    try withBytes("\r\n") { bytes throws(RequestError) in
      expect(try parser.parse(bytes) == nil)
    }
    expect(!parser.hasStarted)
    try withBytes("\r\nG") { bytes throws(RequestError) in
      expect(try parser.parse(bytes) == nil)
    }
    expect(parser.hasStarted)
  }

  @Test("Fields are found by identity, by name and line by line")
  func lookups() throws {
    var parser = RequestParser()
    let text = "GET / HTTP/1.1\r\nHost: a\r\nIf-Match: \"1\"\r\nX-Y: 1\r\nif-match: \"2\"\r\n\r\n"
    try withBytes(text) { bytes throws(RequestError) in
      _ = try parser.parse(bytes)
      expect(parser.head.value(of: .ifMatch).map { bytes.copy($0) } == Array("\"1\"".utf8))
      expect(parser.head.index(of: .ifMatch) == 1)
      expect(parser.head.index(of: .ifMatch, from: 2) == 3)
      expect(parser.head.index(of: .ifMatch, from: 4) == nil)
      expect(parser.head.isRepeated(.ifMatch))
      expect(!parser.head.isRepeated(.host))
      expect(parser.head.value(of: .range) == nil)
      expect(parser.head.value(named: "x-y", in: bytes).map { bytes.copy($0) } == [UInt8(ascii: "1")])
      expect(parser.head.value(named: "x-z", in: bytes) == nil)
    }
  }

  @Test("The memory of a parser can be released between requests")
  func releases() throws {
    var parser = RequestParser()
    for _ in 0..<3 {
      try withBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n") { bytes throws(RequestError) in
        expect(try parser.parse(bytes) == bytes.byteCount)
      }
      parser.releaseMemory()
      expect(parser.head.fieldCount == 0)
    }
  }

  @Test("A complete head stays complete until the parser is reset")
  func staysComplete() throws {
    var parser = RequestParser()
    try withBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\nX: y\r\n\r\n") { bytes throws(RequestError) in
      for _ in 0..<3 { expect(try parser.parse(bytes) == 27) }
    }
    expect(parser.head.fieldCount == 1)
  }

  @Test("Fewer bytes than before are no reason to trap")
  func shrinkingInput() throws {
    let text = "GET /abc HTTP/1.1\r\nHost: a\r\nX: y"
    for first in 0...text.utf8.count {
      for second in 0...first {
        var parser = RequestParser()
        try withBytes(text) { bytes throws(RequestError) in
          _ = try parser.parse(bytes.extracting(0..<first))
          _ = try parser.parse(bytes.extracting(0..<second))
        }
      }
    }
  }

  @Test("Every error has a status, a reason and a section")
  func errorsAreDescribed() {
    for error in RequestError.allCases {
      #expect((400...505).contains(error.status.code))
      #expect(error.reason.utf8CodeUnitCount > 0)
      #expect(error.section.description.hasPrefix("RFC "))
    }
  }

  @Test("Limits are clamped to what offsets can express")
  func limitsAreClamped() {
    let limits = RequestLimits(requestLine: -1, headerBlock: .max, headerFields: 0)
    #expect(limits.requestLine == 1)
    #expect(limits.headerBlock == RequestLimits.ceiling)
    #expect(limits.headerFields == 1)
    #expect(RequestLimits().largestHead == 8192 + 32_768 + 2)
  }
}
