import HTTPCore
import Testing

/// RFC 9110 13
struct PreconditionsTests {
  // Sun, 06 Nov 1994 08:49:37 GMT
  private static let modified: Int64 = 784_111_777
  private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
  private static let same = "Sun, 06 Nov 1994 08:49:37 GMT"
  private static let after = "Sun, 06 Nov 1994 08:49:38 GMT"
  private static let full = Preconditions.Outcome.perform(rangeApplies: false)
  private static let part = Preconditions.Outcome.perform(rangeApplies: true)

  private func evaluate(
    _ method: String, _ fields: [String], tag: String = "\"a\"",
    modified: Int64? = PreconditionsTests.modified,
    now: Int64 = 800_000_000
  ) throws -> Preconditions.Outcome {
    let text = "\(method) / HTTP/1.1\r\nHost: h\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    return try withBytes(text) { bytes throws(RequestError) in
      var parser = RequestParser()
      _ = try parser.parse(bytes)
      return withBytes(tag) {
        Preconditions.evaluate(parser.head, bytes, tag: $0, lastModified: modified, now: now)
      }
    }
  }

  @Test("Without conditions the method is performed, RFC 9110 13.2.2", arguments: ["GET", "HEAD", "PUT"])
  func none(_ method: String) throws {
    #expect(try evaluate(method, []) == Self.full)
  }

  @Test(
    "If-Match asks for one of its tags by strong comparison, RFC 9110 13.1.1",
    arguments: [
      ("*", true), ("\"a\"", true), ("\"b\", \"a\"", true), ("\"b\",,\"a\" ,", true), ("\"b\"", false),
      ("W/\"a\"", false), ("", false), ("a", false), ("\"a", false), ("\"b\" \"a\"", false), ("\"A\"", false),
      ("\"a\"x", true), ("x, \"a\"", false), ("**", false),
    ])
  func ifMatch(_ value: String, _ holds: Bool) throws {
    #expect(try evaluate("GET", ["If-Match: \(value)"]) == (holds ? Self.full : .failed))
    #expect(try evaluate("PUT", ["If-Match: \(value)"]) == (holds ? Self.full : .failed))
  }

  @Test("A weak tag never satisfies If-Match, RFC 9110 13.1.1")
  func ifMatchWeak() throws {
    expect(try evaluate("GET", ["If-Match: W/\"a\""], tag: "W/\"a\"") == .failed)
    expect(try evaluate("GET", ["If-Match: \"a\""], tag: "") == .failed)
  }

  @Test(
    "If-None-Match asks for none of its tags by weak comparison, RFC 9110 13.1.2",
    arguments: [
      ("*", true), ("\"a\"", true), ("W/\"a\"", true), ("\"b\", W/\"a\"", true), ("\"b\"", false),
      ("", false),
      ("w/\"a\"", false), ("\"\"", false),
    ])
  func ifNoneMatch(_ value: String, _ matches: Bool) throws {
    #expect(try evaluate("GET", ["If-None-Match: \(value)"]) == (matches ? .notModified : Self.full))
    #expect(try evaluate("HEAD", ["If-None-Match: \(value)"]) == (matches ? .notModified : Self.full))
    #expect(try evaluate("PUT", ["If-None-Match: \(value)"]) == (matches ? .failed : Self.full))
  }

  @Test("Lists on several lines are one list, RFC 9110 5.3")
  func severalLines() throws {
    #expect(try evaluate("GET", ["If-None-Match: \"b\"", "If-None-Match: \"a\""]) == .notModified)
    #expect(try evaluate("GET", ["If-Match: \"b\"", "If-Match: \"a\""]) == Self.full)
  }

  @Test("If-Modified-Since is heeded by reads only, RFC 9110 13.1.3")
  func ifModifiedSince() throws {
    #expect(try evaluate("GET", ["If-Modified-Since: \(Self.same)"]) == .notModified)
    #expect(try evaluate("HEAD", ["If-Modified-Since: \(Self.after)"]) == .notModified)
    #expect(try evaluate("GET", ["If-Modified-Since: \(Self.before)"]) == Self.full)
    #expect(try evaluate("PUT", ["If-Modified-Since: \(Self.after)"]) == Self.full)
    #expect(try evaluate("GET", ["If-Modified-Since: yesterday"]) == Self.full)
    #expect(try evaluate("GET", ["If-Modified-Since: \(Self.after)"], modified: nil) == Self.full)
    #expect(
      try evaluate("GET", ["If-Modified-Since: \(Self.after)", "If-Modified-Since: \(Self.after)"])
        == Self.full)
  }

  @Test("If-Unmodified-Since, RFC 9110 13.1.4")
  func ifUnmodifiedSince() throws {
    #expect(try evaluate("GET", ["If-Unmodified-Since: \(Self.before)"]) == .failed)
    #expect(try evaluate("GET", ["If-Unmodified-Since: \(Self.same)"]) == Self.full)
    #expect(try evaluate("PUT", ["If-Unmodified-Since: \(Self.before)"]) == .failed)
    #expect(try evaluate("GET", ["If-Unmodified-Since: x"]) == Self.full)
    #expect(try evaluate("GET", ["If-Unmodified-Since: \(Self.before)"], modified: nil) == Self.full)
  }

  @Test("Tags take precedence over dates, RFC 9110 13.2.2")
  func precedence() throws {
    #expect(try evaluate("GET", ["If-Match: \"a\"", "If-Unmodified-Since: \(Self.before)"]) == Self.full)
    #expect(try evaluate("GET", ["If-None-Match: \"b\"", "If-Modified-Since: \(Self.after)"]) == Self.full)
    #expect(
      try evaluate("GET", ["If-None-Match: \"a\"", "If-Modified-Since: \(Self.before)"]) == .notModified)
    #expect(try evaluate("GET", ["If-None-Match: \"a\"", "If-Match: \"b\""]) == .failed)
    #expect(
      try evaluate("GET", ["If-Modified-Since: \(Self.after)", "If-Unmodified-Since: \(Self.before)"])
        == .failed)
    #expect(try evaluate("GET", ["Range: bytes=0-1", "If-None-Match: \"a\""]) == .notModified)
  }

  @Test("Range is for GET, RFC 9110 14.2")
  func range() throws {
    #expect(try evaluate("GET", ["Range: bytes=0-1"]) == Self.part)
    #expect(try evaluate("HEAD", ["Range: bytes=0-1"]) == Self.full)
    #expect(try evaluate("PUT", ["Range: bytes=0-1"]) == Self.full)
  }

  @Test(
    "If-Range leaves Range in force only for the very same representation, RFC 9110 13.1.5",
    arguments: [
      ("\"a\"", true), ("\"b\"", false), ("W/\"a\"", false), (PreconditionsTests.same, true),
      (PreconditionsTests.after, false), (PreconditionsTests.before, false), ("*", false), ("", false),
      ("\"a\", \"b\"", false), ("a", false),
    ])
  func ifRange(_ value: String, _ holds: Bool) throws {
    #expect(
      try evaluate("GET", ["Range: bytes=0-1", "If-Range: \(value)"]) == (holds ? Self.part : Self.full))
  }

  @Test("If-Range with weak or repeated validators ignores Range, RFC 9110 13.1.5")
  func ifRangeWeak() throws {
    let range = "Range: bytes=0-1"
    expect(try evaluate("GET", [range, "If-Range: W/\"a\""], tag: "W/\"a\"") == Self.full)
    #expect(try evaluate("GET", [range, "If-Range: \(Self.same)"], now: Self.modified) == Self.full)
    #expect(try evaluate("GET", [range, "If-Range: \(Self.same)"], modified: nil) == Self.full)
    #expect(try evaluate("GET", [range, "If-Range: \"a\"", "If-Range: \"a\""]) == Self.full)
    #expect(try evaluate("GET", ["If-Range: \"a\""]) == Self.full)
  }

  @Test("A tag tells size and time of a file, RFC 9110 8.8.3")
  func entityTag() {
    let tag = EntityTag(size: 0, seconds: 0x1234, nanoseconds: 10)
    expect(tag.text.copy() == Array("\"1234-a-0\"".utf8))
    let longest = EntityTag(size: .max, seconds: -1, nanoseconds: .max, isWeak: true)
    expect(longest.text.copy() == Array("W/\"ffffffffffffffff-ffffffff-ffffffffffffffff\"".utf8))
  }
}
