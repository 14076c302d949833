import LinuxIO
import Testing

@Suite struct SocketAddressTests {
  @Test(arguments: [
    ("127.0.0.1:8080", "127.0.0.1:8080"), ("0.0.0.0:0", "0.0.0.0:0"), ("*:80", "0.0.0.0:80"),
    ("127.0.0.1:65535", "127.0.0.1:65535"), ("127.0.0.1:00080", "127.0.0.1:80"), ("127.1:1", "127.0.0.1:1"),
    ("[::1]:8080", "[::1]:8080"), ("[::]:0", "[::]:0"), ("[0:0:0:0:0:0:0:1]:443", "[::1]:443"),
    ("[::ffff:192.0.2.1]:5", "[::ffff:192.0.2.1]:5"), ("[2001:DB8::a]:1", "[2001:db8::a]:1"),
  ])
  func addressIsWrittenInItsCanonicalForm(text: String, canonical: String) throws {
    let address = try SocketAddress(parsing: text)
    #expect(address.description == canonical)
    #expect(try SocketAddress(parsing: canonical) == address)
  }

  @Test(arguments: [
    "", ":", ":80", "127.0.0.1", "127.0.0.1:", "localhost", "80", "127.0.0.1:65536", "127.0.0.1:-1",
    "127.0.0.1:+1", "127.0.0.1: 80", "127.0.0.1:80 ", "127.0.0.1:http", "127.0.0.1:8_0", "127.0.0.1:0x50",
    "127.0.0.1:99999999999999999999", "127.0.0.1:８０", "::1:80", "::1", "[::1]", "[::1]80", "[::1:80",
    "::1]:80",
    "[]:80", "[127.0.0.1]:80", "[localhost]:80", "[*]:80", "[[::1]]x:80", "a:b:80", "http://127.0.0.1:80",
  ])
  func textOfAnotherFormIsMalformed(text: String) {
    #expect(throws: SocketAddressError.malformed(text)) { try SocketAddress(parsing: text) }
  }

  // Names that cannot be asked for on the network, so that the test needs none.
  @Test(arguments: ["[::g]", "[1::2::3]", "[::1%nosuchinterface]", String(repeating: "x", count: 64)])
  func hostWithoutAnAddressIsUnresolvable(host: String) {
    let error = #expect(throws: SocketAddressError.self) { try SocketAddress(parsing: "\(host):80") }
    guard case .unresolvable(let named, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(named == (host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host))
    #expect(!reason.isEmpty)
  }

  @Test func nameIsResolved() throws {
    let address = try SocketAddress(parsing: "localhost:8080")
    #expect(["127.0.0.1:8080", "[::1]:8080"].contains(address.description))
    #expect(address.port == 8080)
  }

  @Test func addressesAreEqualWhenHostAndPortAre() throws {
    let address = try SocketAddress(parsing: "127.0.0.1:80")
    #expect(try address == SocketAddress(parsing: "127.0.0.1:80"))
    #expect(try address != SocketAddress(parsing: "127.0.0.1:81"))
    #expect(try address != SocketAddress(parsing: "127.0.0.2:80"))
    #expect(try address != SocketAddress(parsing: "[::ffff:127.0.0.1]:80"))
  }

  @Test(arguments: [0, 1, 255, 256, 8080, 65_535] as [UInt16]) func portIsInHostByteOrder(port: UInt16) throws
  {
    #expect(try SocketAddress(parsing: "127.0.0.1:\(port)").port == port)
    #expect(try SocketAddress(parsing: "[::1]:\(port)").port == port)
  }

  @Test func pathOfAUnixSocketIsAnAddress() throws {
    let address = try SocketAddress(parsing: "unix:/run/a:80")
    #expect(address.description == "unix:/run/a:80" && address.path == "/run/a:80")
    #expect(address.isUnix && address.port == 0 && address.ipv4 == nil && address.ipv6 == nil)
    #expect(try address == SocketAddress(path: "/run/a:80"))
    #expect(throws: SocketAddressError.malformed("unix:")) { try SocketAddress(parsing: "unix:") }
    // sockaddr_un has 108 bytes, the last of which is zero.
    let longest = String(repeating: "x", count: 107)
    #expect(try SocketAddress(path: longest).path == longest)
    #expect(throws: SocketAddressError.pathTooLong(longest + "x", limit: 107)) {
      try SocketAddress(path: longest + "x")
    }
  }

  @Test func addressTellsItsNumbers() throws {
    let four = try SocketAddress(parsing: "192.0.2.1:80")
    #expect(four.ipv4 == 0xc000_0201 && four.ipv6 == nil && !four.isUnix && four.path == nil)
    let six = try SocketAddress(parsing: "[2001:db8::a]:80")
    #expect(six.ipv4 == nil && six.ipv6?.high == 0x2001_0db8_0000_0000 && six.ipv6?.low == 10)
  }

  @Test func errorsSayWhatToWriteInstead() {
    let malformed = SocketAddressError.malformed("80").description
    #expect(malformed.contains("'80'"))
    #expect(malformed.contains("[::1]:8080"))
    let unresolvable = SocketAddressError.unresolvable(host: "nowhere", reason: "no such thing").description
    #expect(unresolvable.contains("'nowhere'"))
    #expect(unresolvable.contains("no such thing"))
  }

  @Test(arguments: [
    ("127.0.0.1:1", true), ("127.9.9.9:1", true), ("[::1]:1", true), ("[::ffff:127.0.0.1]:1", true),
    ("unix:/run/s", true), ("*:1", false), ("10.0.0.1:1", false), ("128.0.0.1:1", false), ("[::]:1", false),
    ("[::2]:1", false), ("[fe80::1]:1", false), ("[::ffff:8.8.8.8]:1", false),
  ])
  func onlyLoopbackAndUnixSocketsAreLocal(text: String, isLocal: Bool) throws {
    #expect(try SocketAddress(parsing: text).isLocal == isLocal)
  }
}
