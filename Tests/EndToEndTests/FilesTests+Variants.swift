import Foundation
import TestSupport
import Testing

extension EndToEnd {
  @Suite("Precompressed files, RFC 9110 12.5.3") struct FileVariants {
    private static let files = [
      "a.js": "the script itself", "a.js.br": "br", "a.js.gz": "gzip", "a.js.zst": "zst", "b.js": "alone",
      "index.html": "page", "index.html.gz": "gz",
    ]

    @Test("The client chooses among the codings, RFC 9110 12.5.3")
    func theClientChooses() throws {
      let site = try FileServer(Self.files)
      let cases = [
        ("gzip", "gzip", "gzip"), ("gzip, deflate, br, zstd", "br", "br"),
        ("zstd;q=0.9, br;q=0.8", "zstd", "zst"),
        ("identity", nil, "the script itself"), ("", nil, "the script itself"),
        ("gzip;q=0", nil, "the script itself"), ("br;q=0, gzip;q=0.1, identity;q=0", "gzip", "gzip"),
      ]
      var tags: Set<String> = []
      for (accepted, coding, body) in cases {
        let answer = try site.get("/a.js", "Accept-Encoding: \(accepted)")
        #expect(answer.status == 200 && answer.bodyText == body && answer.isComplete, "\(accepted)")
        #expect(answer.field("content-encoding") == coding && answer.field("vary") == "Accept-Encoding")
        #expect(answer.field("content-type") == "text/javascript; charset=utf-8")
        tags.insert(try #require(answer.field("etag")))
      }
      #expect(tags.count == 4)
      #expect(try site.get("/a.js").bodyText == "the script itself")
      #expect(try site.get("/", "Accept-Encoding: gzip").bodyText == "gz")
      #expect(try site.get("/a.js.gz").field("content-encoding") == nil)
    }

    @Test("A file without siblings does not vary, and is refused to who refuses it, RFC 9110 15.5.7")
    func alone() throws {
      let site = try FileServer(Self.files)
      let answer = try site.get("/b.js", "Accept-Encoding: gzip, br;q=0.5")
      #expect(answer.bodyText == "alone" && answer.field("vary") == nil)
      let refused = try site.get("/b.js", "Accept-Encoding: gzip, identity;q=0")
      #expect(refused.status == 406 && refused.field("vary") == "Accept-Encoding")
      #expect(try site.get("/b.js", "Accept-Encoding: *;q=0").status == 406)
    }

    @Test("Conditions and ranges are about the variant that was chosen, RFC 9110 8.8.3.3")
    func conditions() throws {
      let site = try FileServer(Self.files)
      let plain = try #require(try site.get("/a.js").field("etag"))
      let answer = try site.get("/a.js", "Accept-Encoding: gzip", "If-None-Match: \(plain)")
      #expect(answer.status == 200 && answer.bodyText == "gzip")
      let packed = try #require(answer.field("etag"))
      let unchanged = try site.get("/a.js", "Accept-Encoding: gzip", "If-None-Match: \(packed)")
      #expect(unchanged.status == 304 && unchanged.field("vary") == "Accept-Encoding")
      let part = try site.get("/a.js", "Accept-Encoding: gzip", "Range: bytes=0-1")
      #expect(part.bodyText == "gz" && part.field("content-range") == "bytes 0-1/4")
      #expect(part.field("content-encoding") == "gzip")
    }

    @Test func theyCanBeTurnedOff() throws {
      let site = try FileServer(Self.files, "--no-precompressed")
      let answer = try site.get("/a.js", "Accept-Encoding: gzip")
      #expect(answer.bodyText == "the script itself" && answer.field("vary") == nil)
    }
  }
}
