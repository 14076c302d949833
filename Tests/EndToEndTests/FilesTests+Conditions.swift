import Foundation
import TestSupport
import Testing

extension EndToEnd {
  @Suite("Conditional requests, RFC 9110 13") struct FileConditions {
    private let site: FileServer
    private let tag: String
    private let date: String

    init() throws {
      site = try FileServer(["a.txt": "content"])
      let answer = try site.get("/a.txt")
      tag = try #require(answer.field("etag"))
      date = try #require(answer.field("last-modified"))
    }

    private static let early = "Thu, 01 Jan 1970 00:00:01 GMT"
    private static let late = "Fri, 31 Dec 9999 23:59:59 GMT"

    @Test("A file has a strong tag and a date, RFC 9110 8.8")
    func validators() throws {
      #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count > 2)
      #expect(date.hasSuffix(" GMT") && date.count == 29)
    }

    @Test("If-None-Match, RFC 9110 13.1.2")
    func ifNoneMatch() throws {
      for value in [tag, "W/\(tag)", "*", "\"x\", \(tag)", "\"x\"\r\nIf-None-Match: \(tag)"] {
        for method in ["GET", "HEAD"] {
          let answer = try site.request(method, "/a.txt", "If-None-Match: \(value)")
          #expect(answer.status == 304 && answer.body.isEmpty, "\(value)")
        }
      }
      for value in ["\"x\"", "W/\"x\"", "nonsense"] {
        #expect(try site.get("/a.txt", "If-None-Match: \(value)").status == 200, "\(value)")
      }
    }

    @Test("304 carries what the 200 would have told caches, RFC 9110 15.4.5")
    func notModifiedFields() throws {
      let answer = try site.get("/a.txt", "If-None-Match: *")
      #expect(answer.field("etag") == tag && answer.field("date") != nil)
      #expect(answer.field("content-length") == nil && answer.field("content-type") == nil)
    }

    @Test("If-Match compares strongly, RFC 9110 13.1.1")
    func ifMatch() throws {
      for (value, status) in [
        (tag, 200), ("*", 200), ("\"x\", \(tag)", 200), ("W/\(tag)", 412), ("\"x\"", 412),
      ] {
        #expect(try site.get("/a.txt", "If-Match: \(value)").status == status, "\(value)")
      }
    }

    @Test("If-Modified-Since, RFC 9110 13.1.3")
    func ifModifiedSince() throws {
      for (value, status) in [(date, 304), (Self.late, 304), (Self.early, 200), ("yesterday", 200)] {
        #expect(try site.get("/a.txt", "If-Modified-Since: \(value)").status == status, "\(value)")
      }
    }

    @Test("If-Unmodified-Since, RFC 9110 13.1.4")
    func ifUnmodifiedSince() throws {
      for (value, status) in [(date, 200), (Self.late, 200), (Self.early, 412), ("yesterday", 200)] {
        #expect(try site.get("/a.txt", "If-Unmodified-Since: \(value)").status == status, "\(value)")
      }
    }

    @Test("The order of evaluation, RFC 9110 13.2.2")
    func order() throws {
      let fields = [
        ("If-Match: \(tag)\r\nIf-Unmodified-Since: \(Self.early)", 200),
        ("If-Match: \"x\"\r\nIf-None-Match: \(tag)", 412),
        ("If-None-Match: \"x\"\r\nIf-Modified-Since: \(Self.late)", 200),
        ("If-None-Match: \(tag)\r\nIf-Modified-Since: \(Self.early)", 304),
        ("If-Unmodified-Since: \(Self.early)\r\nIf-None-Match: \(tag)", 412),
        ("If-None-Match: \(tag)\r\nRange: bytes=0-0", 304),
        ("If-Match: \"x\"\r\nRange: bytes=0-0", 412),
      ]
      for (lines, status) in fields { #expect(try site.get("/a.txt", lines).status == status, "\(lines)") }
    }

    @Test("Conditions of a request that would fail anyway are not looked at, RFC 9110 13.2.1")
    func missing() throws {
      #expect(try site.get("/none.txt", "If-Match: *").status == 404)
      #expect(try site.get("/none.txt", "If-None-Match: *").status == 404)
    }

    @Test("If-Range, RFC 9110 13.1.5")
    func ifRange() throws {
      try site.setModificationTime("a.txt", 1_000_000_000)
      // Of one and the same answer: another worker may still call the file's tag weak.
      var tag = "W/"
      let isSettled = try eventually {
        let answer = try site.get("/a.txt")
        tag = answer.field("etag") ?? "W/"
        return answer.field("last-modified") == "Sun, 09 Sep 2001 01:46:40 GMT" && !tag.hasPrefix("W/")
      }
      #expect(isSettled)
      let cases = [
        (tag, 206), ("W/\(tag)", 200), ("\"x\"", 200), ("Sun, 09 Sep 2001 01:46:40 GMT", 206),
        ("Sun, 09 Sep 2001 01:46:41 GMT", 200), ("*", 200),
      ]
      for (value, status) in cases {
        // Other workers may still hold what the file was, for a second.
        let isAnswered = try eventually {
          try site.get("/a.txt", "Range: bytes=0-1", "If-Range: \(value)").status == status
        }
        #expect(isAnswered, "\(value)")
      }
    }
  }
}
