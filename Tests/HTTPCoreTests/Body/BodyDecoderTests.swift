import HTTPCore
import Testing

struct BodyDecoderTests {
  @Test("Without framing the body is over at once, RFC 9112 6.3")
  func noBody() throws {
    var decoder = try BodyDecoder(framing: .none)
    expect(decoder.isComplete)
    let step = try withBytes("GET") { bytes throws(RequestError) in try decoder.decode(bytes) }
    #expect(step == BodyStep(consumed: 0, payload: Extent(), isComplete: true))
  }

  @Test("A length frames exactly that many bytes, RFC 9112 6.2")
  func length() throws {
    var decoder = try BodyDecoder(framing: .length(5))
    let first = try withBytes("abc") { bytes throws(RequestError) in try decoder.decode(bytes) }
    #expect(first == BodyStep(consumed: 3, payload: Extent(0, 3), isComplete: false))
    let second = try withBytes("defg") { bytes throws(RequestError) in try decoder.decode(bytes) }
    #expect(second == BodyStep(consumed: 2, payload: Extent(0, 2), isComplete: true))
  }

  @Test("No bytes are no progress and no error")
  func empty() throws {
    var decoder = try BodyDecoder(framing: .chunked)
    let step = try withBytes("") { bytes throws(RequestError) in try decoder.decode(bytes) }
    #expect(step == BodyStep(consumed: 0, payload: Extent(), isComplete: false))
  }

  @Test("A step stops behind the first run of content, RFC 9112 7.1")
  func stopsBehindContent() throws {
    var decoder = try BodyDecoder(framing: .chunked)
    let step = try withBytes("3;a=b\r\nabc\r\n0\r\n\r\n") { bytes throws(RequestError) in
      try decoder.decode(bytes)
    }
    #expect(step == BodyStep(consumed: 10, payload: Extent(7, 10), isComplete: false))
  }

  @Test("A length beyond the limit is refused before any content, RFC 9110 15.5.14")
  func limit() {
    #expect(throws: RequestError.bodyTooLarge) {
      _ = try BodyDecoder(framing: .length(11), limits: RequestLimits(body: 10))
    }
  }
}
