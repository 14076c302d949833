import HTTPCore
import Testing

@Suite struct AddressRangeTests {
  private let v4 = { (a: UInt32) in ClientAddress.ipv4(a, port: 9) }
  private let v6 = { (high: UInt64, low: UInt64) in ClientAddress.ipv6(high: high, low: low, port: 9) }

  @Test func prefixOfVersionFourDecides() throws {
    let range = try AddressRange(parsing: "10.32.0.0/11")
    #expect(range.contains(v4(0x0a20_0000)) && range.contains(v4(0x0a3f_ffff)))
    #expect(!range.contains(v4(0x0a1f_ffff)) && !range.contains(v4(0x0a40_0000)))
    // An IPv6 address that has the same bits, and a unix socket, are others.
    #expect(!range.contains(v6(0, 0x0a20_0000)) && !range.contains(.local))
    #expect(try AddressRange(parsing: "0.0.0.0/0").contains(v4(0xffff_ffff)))
  }

  @Test(arguments: [
    ("2001:db8::/32", 0x2001_0db8_ffff_ffff as UInt64, 5 as UInt64, true),
    ("2001:db8::/32", 0x2001_0db9_0000_0000, 5, false),
    ("2001:db8::/64", 0x2001_0db8_0000_0000, .max, true), ("2001:db8::/64", 0x2001_0db8_0000_0001, 0, false),
    ("2001:db8::8000:0:0:0/65", 0x2001_0db8_0000_0000, 0x8000_0000_0000_0001, true),
    ("2001:db8::8000:0:0:0/65", 0x2001_0db8_0000_0000, 1, false), ("::1", 0, 1, true), ("::1", 0, 2, false),
    ("::1/128", 0, 1, true), ("::/0", .max, .max, true),
  ])
  func prefixOfVersionSixDecides(text: String, high: UInt64, low: UInt64, isInside: Bool) throws {
    #expect(try AddressRange(parsing: text).contains(v6(high, low)) == isInside)
  }

  @Test func singleAddressAndUnixSocketsAreRanges() throws {
    let single = try AddressRange(parsing: "192.0.2.1")
    #expect(single.contains(v4(0xc000_0201)) && !single.contains(v4(0xc000_0202)))
    #expect(try single == AddressRange(parsing: "192.0.2.1/32"))
    let unix = try AddressRange(parsing: "unix")
    #expect(unix.contains(.local) && !unix.contains(v4(0)) && !unix.contains(v6(0, 0)))
  }

  @Test(arguments: [
    "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0/8",
    "::/129", "::1%lo",
    "[::1]", "localhost", "unix/0", "10.0.0.0 /8", "10.0.0.0/255.0.0.0",
  ])
  func textOfAnotherFormIsMalformed(text: String) {
    #expect(throws: AddressRangeError.malformed(text)) { try AddressRange(parsing: text) }
  }

  @Test(arguments: ["10.0.0.1/8", "10.0.0.0/4", "2001:db8::1/32", "2001:db8::/20", "::1/0"])
  func bitsBeyondThePrefixAreRefused(text: String) {
    #expect(throws: AddressRangeError.beyondPrefix(text)) { try AddressRange(parsing: text) }
  }

  // RFC 5952 section 4.
  @Test(arguments: [
    (0 as UInt64, 0 as UInt64, "::"), (0, 1, "::1"), (0x2001_0db8_0000_0000, 1, "2001:db8::1"),
    (0x2001_0db8_0000_0001, 0x0001_0001_0001_0001, "2001:db8:0:1:1:1:1:1"),
    (0x2001_0db8_0000_0000, 0x0001_0000_0000_0001, "2001:db8::1:0:0:1"),
    (0x2001_0000_0000_0001, 1, "2001:0:0:1::1"),
    (0xfe80_0000_0000_0000, 0, "fe80::"), (0, 0xffff_c000_0201, "::ffff:192.0.2.1"),
  ])
  func versionSixIsWrittenAsShortAsItCanBe(high: UInt64, low: UInt64, text: String) {
    #expect(v6(high, low).host == text)
    #expect(v6(high, low).description == "[\(text)]:9")
  }

  @Test func versionFourAndUnixSocketsAreWritten() {
    #expect(v4(0xc000_0201).description == "192.0.2.1:9" && v4(0xc000_0201).host == "192.0.2.1")
    #expect(ClientAddress.local.description == "unix:")
  }
}
