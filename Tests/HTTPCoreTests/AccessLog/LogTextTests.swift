import HTTPCore
import Testing

@Suite("Text on a line of a log")
struct LogTextTests {
  /// What has been used against logs and those who read them.
  static let injections: [[UInt8]] = [
    Array("line\nbreak\r\nand 10.0.0.1 - - forged".utf8), Array("\" 200 0 \"-\" \"forged".utf8),
    Array("back\\slash\\\"".utf8), [0x1b] + Array("[2J\u{1b}]0;title\u{7}".utf8), [0],
    [0x7f, 0x08, 0x0b, 0x0c],
    [0xc2, 0x9b, 0x33, 0x31, 0x6d], [0xff, 0xfe], [0xc0, 0xaf], [0xe2, 0x80], [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80], [0xf0, 0x9f, 0x98], Array("\u{2028}\u{2029}\u{202e}\u{2066}".utf8),
    Array("\u{85}next line".utf8), Array(0...255), Array((0...255).reversed()), Array("äöü €😀".utf8), [],
  ]

  private func escaped(_ bytes: [UInt8], limit: Int = 4096) throws -> [UInt8] {
    var buffer = ByteBuffer(maximumCapacity: 1 << 16)
    try buffer.append(logText: unsafe bytes.span.bytes, limit: limit)
    return buffer.readable.copy()
  }

  private func json(_ bytes: [UInt8], limit: Int = .max) throws -> [UInt8] {
    var buffer = ByteBuffer(maximumCapacity: 1 << 16)
    try buffer.append(jsonText: unsafe bytes.span.bytes, limit: limit)
    return buffer.readable.copy()
  }

  @Test(arguments: injections) func plainTextIsPrintableASCIIAndCanBeReadBack(bytes: [UInt8]) throws {
    let text = try escaped(bytes)
    #expect(text.allSatisfy { $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") })
    // Every backslash stands for one byte, so that nothing is lost and nothing can be forged.
    #expect(unescape(Substring(decoding: text, as: UTF8.self)) == bytes)
  }

  @Test(arguments: injections) func jsonTextIsUTF8WithoutControls(bytes: [UInt8]) throws {
    let text = try json(bytes)
    let decoded = try #require(String(validating: text, as: UTF8.self))
    #expect(!decoded.unicodeScalars.contains { LogSafety.mustEscape($0.value) })
    #expect(!decoded.replacing("\\\\", with: "").replacing("\\\"", with: "").contains("\""))
  }

  @Test func wordsThatNeedNothingStayAsTheyAre() throws {
    let plain = Array("/index.html?a=b&c=%20 HTTP/1.1 (X11; Linux)".utf8)
    #expect(try escaped(plain) == plain && json(plain) == plain)
    #expect(try json(Array("grün 😀".utf8)) == Array("grün 😀".utf8))
  }

  @Test func eachKindOfEscapeIsTheDocumentedOne() throws {
    #expect(try escaped(Array("\"\\\n".utf8) + [0xff]) == Array(#"\x22\x5C\x0A\xFF"#.utf8))
    #expect(
      try json(Array("\"\\\n\r\t\u{1b}\u{9b}\u{202e}".utf8)) == Array(#"\"\\\n\r\t\u001b\u009b\u202e"#.utf8))
    #expect(try json([0x61, 0xff, 0x62]) == Array("a\u{FFFD}b".utf8))
  }

  @Test(arguments: [8, 9, 10, 11, 12, 15, 16, 17, 100]) func whatIsTooLongIsCutAndMarked(limit: Int) throws {
    for bytes in Self.injections + [Array(repeating: 0x78, count: 9000), Array(repeating: 0, count: 9000)] {
      let (whole, cut) = (try escaped(bytes, limit: 1 << 16), try escaped(bytes, limit: limit))
      if whole.count <= limit {
        #expect(cut == whole)
      } else {
        #expect(
          cut.count <= limit && cut.suffix(4) == Array("\\...".utf8) && whole.starts(with: cut.dropLast(4)))
        // Between two characters: what is left can be read back.
        let rest = unescape(Substring(decoding: cut.dropLast(4), as: UTF8.self))
        #expect(bytes.starts(with: rest))
      }
      let (long, short) = (try json(bytes), try json(bytes, limit: limit))
      if long.count <= limit {
        #expect(short == long)
      } else {
        #expect(
          short.count <= limit && short.suffix(3) == Array("\u{2026}".utf8)
            && long.starts(with: short.dropLast(3)))
        #expect(String(validating: short, as: UTF8.self) != nil)
      }
    }
  }
}
