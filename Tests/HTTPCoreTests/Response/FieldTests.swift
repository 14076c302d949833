import HTTPCore
import Testing

struct FieldTests {
  private func field(_ name: String, _ value: String) -> Result<String, ResponseError> {
    var buffer = ByteBuffer(maximumCapacity: 1000)
    do throws(ResponseError) {
      try buffer.appendField(name: name, value: value)
    } catch {
      return buffer.isEmpty ? .failure(error) : .success("not rolled back")
    }
    return .success(buffer.text)
  }

  @Test("A field line is name, colon, space, value and CRLF, RFC 9112 5")
  func line() throws {
    #expect(field("X-A", "b c") == .success("X-A: b c\r\n"))
    #expect(field("X-A", "") == .success("X-A: \r\n"))
    #expect(
      field("X-A", "tab\tand ümlaut in a long value") == .success("X-A: tab\tand ümlaut in a long value\r\n"))
    var buffer = ByteBuffer(maximumCapacity: 1000)
    try buffer.appendField("Vary", "Accept-Encoding")
    try buffer.appendField("Last-Modified", date: HTTPDate.text(seconds: 0))
    try withBytes("1") { bytes throws(ResponseError) in try buffer.appendField("Age", bytes) }
    expect(
      buffer.text == "Vary: Accept-Encoding\r\nLast-Modified: Thu, 01 Jan 1970 00:00:00 GMT\r\nAge: 1\r\n")
  }

  @Test("A control character at any place of a value is refused, RFC 9110 5.5")
  func controls() {
    for code in 0..<0x20 where code != 9 {
      for place in 0..<25 {
        var value = Array(repeating: UInt8(ascii: "a"), count: 25)
        value[place] = UInt8(code)
        #expect(field("X", String(decoding: value, as: UTF8.self)) == .failure(.malformedValue))
      }
    }
    #expect(field("X", "a\u{7f}") == .failure(.malformedValue))
    #expect(field("X", "a\r\nSet-Cookie: b") == .failure(.malformedValue))
  }

  @Test(
    "A name that is not a token is refused, RFC 9110 5.1",
    arguments: ["", " ", "a b", "a:", "a\r\n", "ä", "abcdefgh:"])
  func names(_ name: String) {
    #expect(field(name, "v") == .failure(.malformedName))
  }

  @Test(
    "A handler can set none of the fields that frame a message, RFC 9112 6",
    arguments: [
      "Content-Length", "content-length", "TRANSFER-ENCODING", "Connection", "Keep-Alive", "Date", "Server",
      "Upgrade", "Trailer",
    ])
  func reserved(_ name: String) {
    #expect(field(name, "1") == .failure(.reservedName))
  }

  @Test("Chunks carry their size in hexadecimal and end with an empty one, RFC 9112 7.1")
  func chunks() throws {
    var buffer = ByteBuffer(maximumCapacity: 64)
    try withBytes("0123456789abcdef!") { bytes throws(BufferFull) in try buffer.appendChunk(bytes) }
    try withBytes("") { bytes throws(BufferFull) in try buffer.appendChunk(bytes) }
    try buffer.endChunks()
    expect(buffer.text == "11\r\n0123456789abcdef!\r\n0\r\n\r\n")
    var small = ByteBuffer(maximumCapacity: 5)
    var refused = false
    do throws(BufferFull) {
      try withBytes("abc") { bytes throws(BufferFull) in try small.appendChunk(bytes) }
    } catch {
      refused = true
    }
    expect(refused && small.isEmpty)
  }
}
