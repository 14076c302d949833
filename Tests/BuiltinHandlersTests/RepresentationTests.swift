import HTTPCore
import LinuxIO
import Testing

@testable import BuiltinHandlers

@Suite("Representations")
struct RepresentationTests {
  private func choice(_ field: String, _ resource: FileResource) -> ContentCoding? {
    withBytes(field) { resource.representation(for: AcceptEncoding($0)) }?.coding
  }

  @Test(
    "The client's preferences decide, then the size, RFC 9110 12.5.3",
    arguments: [
      ("", ContentCoding.identity), ("gzip", .gzip), ("gzip, br", .brotli), ("br;q=0.5, gzip", .gzip),
      ("gzip, br, zstd", .zstd), ("*", .zstd), ("*;q=0.1, identity", .identity), ("br;q=0, *", .zstd),
      ("deflate", .identity), ("gzip;q=0", .identity), ("identity;q=0, gzip;q=0.001", .gzip),
      ("gzip;q=1, identity;q=1", .gzip), ("identity;q=0", nil), ("*;q=0", nil), ("deflate, *;q=0", nil),
    ])
  func chooses(field: String, expected: ContentCoding?) throws {
    let resource = try resource("/a", (.brotli, "123"), (.zstd, "12"), (.gzip, "1234"))
    #expect(choice(field, resource) == expected)
  }

  @Test func theSmallestOfEqualsMayBeTheFileItself() throws {
    let resource = try resource("/a", (.gzip, "larger than identity"))
    #expect(choice("gzip, identity", resource) == .identity)
    #expect(choice("gzip", resource) == .gzip)
  }

  @Test("Each coding has a tag of its own, RFC 9110 8.8.3.3")
  func tags() throws {
    let tags = try ContentCoding.allCases.map { try representation("same", $0).tag.text.bytes }
    #expect(Set(tags).count == tags.count)
  }

  @Test func theFieldsAreReadyToBeSent() throws {
    let text = try representation("hello", .gzip, varies: true)
    var all = ""
    text.withResponse { (bytes: borrowing RawSpan) in
      all = String(decoding: bytes.bytes, as: UTF8.self)
    }
    #expect(
      all == """
        Content-Length: 5\r
        Content-Type: text/plain\r
        Content-Encoding: gzip\r
        Accept-Ranges: bytes\r
        ETag: "64-5-5-gzip"\r
        Last-Modified: Thu, 01 Jan 1970 00:01:40 GMT\r
        Cache-Control: no-cache\r
        Vary: Accept-Encoding\r
        \r
        hello
        """)
    text.withFields { (bytes: borrowing RawSpan) in all = String(decoding: bytes.bytes, as: UTF8.self) }
    #expect(all.hasPrefix("Content-Type: ") && all.hasSuffix("Vary: Accept-Encoding\r\n"))
    text.withCacheFields { (bytes: borrowing RawSpan) in all = String(decoding: bytes.bytes, as: UTF8.self) }
    #expect(all.hasPrefix("ETag: ") && all.hasSuffix("Vary: Accept-Encoding\r\n"))
  }

  @Test("A date in the future is not sent, RFC 9110 8.8.2.1")
  func futureDates() throws {
    #expect(try representation(modified: 200).lastModified == nil)
    #expect(try representation(modified: 199).lastModified == 199)
  }

  @Test("A tag is weak while the file could change without a trace, RFC 9110 8.8.1")
  func weakTags() throws {
    #expect(try representation(modified: 199).tag.text.bytes.first == UInt8(ascii: "\""))
    #expect(try representation(modified: 200).tag.text.bytes.first == UInt8(ascii: "W"))
  }

  @Test(arguments: [
    (FileTime(seconds: 10, nanoseconds: 1), FileTime(seconds: 10, nanoseconds: 20_000_001), false),
    (FileTime(seconds: 10, nanoseconds: 1), FileTime(seconds: 10, nanoseconds: 20_000_002), true),
    (FileTime(seconds: 10, nanoseconds: 999_999_999), FileTime(seconds: 11, nanoseconds: 0), false),
    (FileTime(seconds: 10, nanoseconds: 999_999_999), FileTime(seconds: 11, nanoseconds: 30_000_000), true),
    (FileTime(seconds: 10, nanoseconds: 0), FileTime(seconds: 12, nanoseconds: 0), false),
    (FileTime(seconds: 10, nanoseconds: 0), FileTime(seconds: 13, nanoseconds: 0), true),
    (FileTime(seconds: 11, nanoseconds: 5), FileTime(seconds: 10, nanoseconds: 5), false),
    (FileTime(seconds: .max, nanoseconds: 5), FileTime(seconds: 10, nanoseconds: 5), false),
  ])
  func aTimeIsPastWhenTheClockThatStampsFilesHasMovedOn(time: FileTime, now: FileTime, isPast: Bool) {
    #expect(time.isPast(at: now) == isPast)
  }
}
