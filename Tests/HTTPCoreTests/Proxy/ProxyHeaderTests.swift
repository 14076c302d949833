import HTTPCore
import Testing

/// Sections of the PROXY protocol specification.
struct ProxyHeaderTests {
  /// What comes of the bytes, which has to be the same however they arrive.
  private func parse(_ text: String) -> String {
    let bytes = unescape(text[...])
    // Bytes beyond the header must not matter, so parsing stops with the first outcome.
    for end in 0...bytes.count {
      let early = outcome(Array(bytes[..<end]))
      if early != "more" {
        #expect(outcome(bytes) == early)
        return early
      }
    }
    return "more"
  }

  private func outcome(_ bytes: [UInt8]) -> String {
    do throws(ProxyHeaderError) {
      // An array of bytes has no padding.
      guard let header = try ProxyHeader.parse(unsafe bytes.span.bytes) else { return "more" }
      return "\(describe(header.origin)) \(header.count)"
    } catch {
      return "\(error)"
    }
  }

  private func describe(_ origin: ProxyHeader.Origin) -> String {
    func hex(_ number: UInt64) -> String { String(number, radix: 16) }
    switch origin {
    case .unspecified: return "unspecified"
    case .ipv4(let source, let destination):
      return "\(hex(source.high >> 32)):\(source.port) \(hex(destination.high >> 32)):\(destination.port)"
    case .ipv6(let source, let destination):
      return "\(hex(source.high)).\(hex(source.low)):\(source.port) "
        + "\(hex(destination.high)).\(hex(destination.low)):\(destination.port)"
    }
  }

  @Test(
    "Version 1 is read, section 2.1",
    arguments: [
      (#"PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\nGET"#, "c0a80001:56324 c0a8000b:443 47"),
      (#"PROXY TCP4 255.255.255.255 0.0.0.0 65535 0\r\n"#, "ffffffff:65535 0:0 44"),
      (#"PROXY TCP6 ::1 2001:db8::a:b 1 2\r\n"#, "0.1:1 20010db800000000.a000b:2 34"),
      (#"PROXY TCP6 1:2:3:4:5:6:7:8 :: 1 2\r\n"#, "1000200030004.5000600070008:1 0.0:2 35"),
      (#"PROXY TCP6 ::ffff:1.2.3.4 1:: 1 2\r\n"#, "0.ffff01020304:1 1000000000000.0:2 35"),
      (#"PROXY UNKNOWN\r\n"#, "unspecified 15"), (#"PROXY UNKNOWN ffff::1 whatever 1\r\n"#, "unspecified 34"),
    ])
  func line(_ text: String, _ expected: String) {
    #expect(parse(text) == expected)
  }

  @Test(
    "A faulty line of version 1 is refused, section 2.1",
    arguments: [
      #"PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\n"#, #"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\rx"#,
      #"PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n"#, #"PROXY TCP4 1.2.3.4.5 1.2.3.4 1 2\r\n"#,
      #"PROXY TCP4 1.2.3.256 1.2.3.4 1 2\r\n"#,
      #"PROXY TCP4 1.2.3.04 1.2.3.4 1 2\r\n"#, #"PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n"#,
      #"PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n"#,
      #"PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n"#, #"PROXY TCP4 1.2.3.4 1.2.3.4 65536 2\r\n"#,
      #"PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n"#,
      #"PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n"#, #"PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n"#,
      #"PROXY TCP4 ::1 ::1 1 2\r\n"#,
      #"PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n"#, #"PROXY TCP6 1:2:3:4:5:6:7 ::1 1 2\r\n"#,
      #"PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2\r\n"#,
      #"PROXY TCP6 1::2::3 ::1 1 2\r\n"#, #"PROXY TCP6 1:2:3:4:5:6:7:8:: ::1 1 2\r\n"#,
      #"PROXY TCP6 : ::1 1 2\r\n"#,
      #"PROXY TCP6 12345:: ::1 1 2\r\n"#, #"PROXY TCP6 1: ::1 1 2\r\n"#, #"PROXY TCP6 :1 ::1 1 2\r\n"#,
      #"PROXY TCP6 ::: ::1 1 2\r\n"#,
      #"PROXY TCP6 ::1%eth0 ::1 1 2\r\n"#, #"PROXY TCP6 [::1] ::1 1 2\r\n"#,
      #"PROXY TCP6 1:2:3:4:5:6:7:1.2.3.4 ::1 1 2\r\n"#,
      #"PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n"#, #"PROXY tcp4 1.2.3.4 1.2.3.4 1 2\r\n"#, #"PROXY \r\n"#,
      #"PROXY TCP4\r\n"#,
      #"PROXY UNKNOWN \0\r\n"#, #"PROXY UNKNOWNX\r\n"#,
    ])
  func faultyLine(_ text: String) {
    #expect(parse(text) == "malformedLine")
  }

  @Test("A line of 107 bytes is read and a longer one refused, section 2.1")
  func lineLength() {
    let padding = String(repeating: "x", count: 107 - 16)
    #expect(parse(#"PROXY UNKNOWN \#(padding)\r\n"#) == "unspecified 107")
    #expect(parse(#"PROXY UNKNOWN \#(padding)x\r\n"#) == "malformedLine")
    #expect(parse("PROXY UNKNOWN \(padding)xxx") == "malformedLine")
  }

  @Test(
    "Anything else is no header, section 2",
    arguments: ["GET / HTTP/1.1", "PROXX", "proxy TCP4", #"\r\n\r\nx"#, #"\0"#])
  func signature(_ text: String) {
    #expect(parse(text) == "signatureMissing")
  }

  private static let magic = #"\r\n\r\n\0\r\nQUIT\n"#

  @Test(
    "Version 2 is read, section 2.2",
    arguments: [
      (#"\x21\x11\x00\x0c\x01\x02\x03\x04\x05\x06\x07\x08\x00\x50\x01\xbb"#, "1020304:80 5060708:443 28"),
      // With an extension behind the addresses
      (
        #"\x21\x11\x00\x0f\x01\x02\x03\x04\x05\x06\x07\x08\x00\x50\x01\xbb\x04\x00\x00GET"#,
        "1020304:80 5060708:443 31"
      ),
      (#"\x21\x12\x00\x0c\x01\x02\x03\x04\x05\x06\x07\x08\x00\x50\x01\xbb"#, "1020304:80 5060708:443 28"),
      (#"\x20\x11\x00\x0c\x01\x02\x03\x04\x05\x06\x07\x08\x00\x50\x01\xbb"#, "unspecified 28"),
      (#"\x20\x00\x00\x00"#, "unspecified 16"), (#"\x21\x00\x00\x02ab"#, "unspecified 18"),
      (#"\x21\x31\x00\x01a"#, "unspecified 17"),
    ])
  func block(_ text: String, _ expected: String) {
    #expect(parse(Self.magic + text) == expected)
  }

  @Test("Version 2 carries IPv6, section 2.2")
  func blockIPv6() {
    let source = #"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"#
    let destination = #"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02"#
    #expect(
      parse(Self.magic + #"\x21\x21\x00\x24"# + source + destination + #"\x00\x50\x01\xbb"#)
        == "20010db800000000.1:80 0.2:443 52")
  }

  @Test(
    "A faulty block of version 2 is refused, section 2.2",
    arguments: [
      #"\x11\x11\x00\x0c"#, #"\x31\x11\x00\x0c"#, #"\x22\x11\x00\x0c"#, #"\x21\x41\x00\x0c"#,
      #"\x21\x13\x00\x0c"#,
      #"\x21\x11\x00\x0b\x01\x02\x03\x04\x05\x06\x07\x08\x00\x50\x01"#, #"\x21\x21\x00\x04abcd"#,
    ])
  func faultyBlock(_ text: String) {
    #expect(parse(Self.magic + text) == "malformedBlock")
  }

  @Test("A block that is too long is refused before it has arrived, section 2.2")
  func longBlock() {
    #expect(parse(Self.magic + #"\x21\x11\x0f\xf1"#) == "tooLong")
    #expect(parse(Self.magic + #"\x21\x11\x0f\xf0"#) == "more")
  }
}
