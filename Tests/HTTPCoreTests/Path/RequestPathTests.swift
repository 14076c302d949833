import HTTPCore
import Testing

struct RequestPathTests {
  private func resolve(_ path: String) -> Result<String, PathError> {
    resolve(unescape(path[...]))
  }

  private func resolve(_ path: [UInt8]) -> Result<String, PathError> {
    var buffer = ByteBuffer(maximumCapacity: 20_000)
    do throws(PathError) {
      // An array of bytes has no padding.
      let resolved = try RequestPath(unsafe path.span.bytes, into: &buffer)
      let bytes = buffer.readable.copy()
      #expect(bytes.count == resolved.count + 1 && bytes.last == 0)
      let flags = (resolved.isDirectory ? "D" : "") + (resolved.isHidden ? "H" : "")
      return .success("\(escape(bytes.dropLast())) \(flags)")
    } catch {
      expect(buffer.isEmpty)
      return .failure(error)
    }
  }

  @Test(
    "A path is decoded once and made relative, RFC 3986 2.4 and 6.2.2",
    arguments: [
      ("", " D"), ("/", " D"), ("/a", "a "), ("/a/", "a D"), ("/a/b.html", "a/b.html "), ("//", " D"),
      ("//a///b//", "a/b D"), ("/./a/./b/.", "a/b D"), ("/.", " D"), ("/%2e", " D"), ("/a/%2E/b", "a/b "),
      ("/%61%2e%62", "a.b "), ("/%252e%252e/a", "%2e%2e/a "), ("/%252f", "%2f "), ("/a%20b", "a\\x20b "),
      ("/a+b", "a+b "), ("/caf%C3%A9", "caf\\xc3\\xa9 "), ("/caf\\xc3\\xa9", "caf\\xc3\\xa9 "),
      ("/%F0%9F%A6%86", "\\xf0\\x9f\\xa6\\x86 "), ("/a\\\\..\\\\b", "a\\..\\b "), ("/%5c..%5c", "\\..\\ "),
      ("/a;b=c", "a;b=c "), ("/..;/a", "..;/a H"), ("/a..", "a.. "), ("/a../b", "a../b "), ("/%0a", "\\x0a "),
      ("/~", "~ "), ("/c:", "c: "),
    ])
  func resolves(_ path: String, _ expected: String) {
    #expect(resolve(path) == .success(expected))
  }

  @Test(
    "A segment that begins with a dot is hidden, unless it is the first and well-known, RFC 8615 3",
    arguments: [
      ("/.git/config", ".git/config H"), ("/a/.htaccess", "a/.htaccess H"), ("/%2egit", ".git H"),
      ("/...", "... H"), ("/.a.", ".a. H"), ("/.well-known/x", ".well-known/x "),
      ("/.well-known/", ".well-known D"), ("/%2ewell-known/x", ".well-known/x "),
      ("/a/.well-known/x", "a/.well-known/x H"), ("/.well-known/.x", ".well-known/.x H"),
      ("/.well-knownx", ".well-knownx H"), ("/a.b/c.d", "a.b/c.d "),
    ])
  func hidden(_ path: String, _ expected: String) {
    #expect(resolve(path) == .success(expected))
  }

  @Test(
    "A parent segment is refused in every spelling, RFC 3986 5.2.4",
    arguments: [
      "/..", "/../", "/../etc/passwd", "/a/..", "/a/../b", "/%2e%2e", "/%2E%2e/a", "/.%2e/a", "/%2e./a",
      "/a/./%2e%2e/b", "//../a", "/a/b/../../c",
    ])
  func parents(_ path: String) {
    #expect(resolve(path) == .failure(.parentSegment))
    #expect(PathError.parentSegment.status == .forbidden)
  }

  @Test(
    "An escape without two digits is refused, RFC 3986 2.1",
    arguments: ["/%", "/%4", "/%zz", "/%4g", "/a%", "/%%41", "/%u0041", "/%-1"])
  func escapes(_ path: String) {
    #expect(resolve(path) == .failure(.malformedEscape))
  }

  @Test("NUL is refused", arguments: ["/%00", "/a%00.html", "/\\0"])
  func nul(_ path: String) {
    #expect(resolve(path) == .failure(.nul))
  }

  @Test("An encoded slash names no file, RFC 3986 2.2", arguments: ["/%2f", "/a%2Fb", "/..%2f"])
  func slashes(_ path: String) {
    #expect(resolve(path) == .failure(.encodedSlash))
    #expect(PathError.encodedSlash.status == .notFound)
  }

  @Test(
    "Anything but UTF-8 is refused, RFC 3629 3",
    arguments: [
      "/%c0%ae%c0%ae/", "/%c0%af", "/%c1%81", "/%e0%80%af", "/%e0%9f%bf", "/%f0%80%80%af", "/%f0%8f%bf%bf",
      "/%ed%a0%80", "/%ed%bf%bf", "/%f4%90%80%80", "/%f5%80%80%80", "/%ff", "/%80", "/%c3", "/%c3/", "/%c3a",
      "/%e2%82", "/%e2%82/x", "/\\xff", "/%f8%88%80%80%80",
    ])
  func utf8(_ path: String) {
    #expect(resolve(path) == .failure(.malformedUTF8))
  }

  @Test(
    "The borders of UTF-8 are accepted, RFC 3629 4",
    arguments: [
      "/%c2%80", "/%df%bf", "/%e0%a0%80", "/%ed%9f%bf", "/%ee%80%80", "/%ef%bf%bf", "/%f0%90%80%80",
      "/%f4%8f%bf%bf", "/%7f",
    ])
  func utf8Borders(_ path: String) {
    guard case .success = resolve(path) else {
      Issue.record("\(path) was refused")
      return
    }
  }

  @Test("A path has to begin with a slash", arguments: ["a", "*", "%2f", "..", "?"])
  func absolute(_ path: String) {
    #expect(resolve(path) == .failure(.notAbsolute))
  }

  @Test("A segment or path longer than any file's names none")
  func length() {
    func path(_ segment: Int, times: Int) -> [UInt8] {
      Array(
        repeatElement([UInt8(ascii: "/")] + Array(repeating: UInt8(ascii: "a"), count: segment), count: times)
          .joined())
    }
    #expect(resolve(path(255, times: 1)).isSuccess)
    #expect(resolve(path(256, times: 1)) == .failure(.tooLong))
    #expect(resolve(path(255, times: 16)).isSuccess)
    #expect(resolve(path(255, times: 17)) == .failure(.tooLong))
    #expect(resolve(path(1, times: 7000)) == .failure(.tooLong))
    var small = ByteBuffer(maximumCapacity: 3)
    #expect(throws: PathError.tooLong) {
      try withBytes("/abc") { bytes throws(PathError) in _ = try RequestPath(bytes, into: &small) }
    }
  }

  @Test("Every error has a status")
  func statuses() {
    for error in PathError.allCases { #expect([400, 403, 404].contains(error.status.code)) }
  }
}

extension Result {
  fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }
}
