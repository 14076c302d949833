import HTTPCore
import Testing

@testable import BuiltinHandlers

@Suite("multipart/byteranges, RFC 9110 14.6")
struct PartHeadsTests {
  @Test func headsAndEndAreAsTheGrammarWantsThem() throws {
    guard case .satisfiable(let ranges) = withBytes("bytes=0-1,5-", { ByteRanges.parse($0, length: 8) })
    else {
      Issue.record("refused")
      return
    }
    let parts = try PartHeads(ranges, type: "text/css", length: 8, boundary: "XX")
    var texts: [String] = []
    for index in 0..<2 {
      parts.withHead(of: index) { (head: borrowing RawSpan) in
        texts.append(String(decoding: head.bytes, as: UTF8.self))
      }
    }
    parts.withEnd { (end: borrowing RawSpan) in texts.append(String(decoding: end.bytes, as: UTF8.self)) }
    #expect(
      texts == [
        "\r\n--XX\r\nContent-Type: text/css\r\nContent-Range: bytes 0-1/8\r\n\r\n",
        "\r\n--XX\r\nContent-Type: text/css\r\nContent-Range: bytes 5-7/8\r\n\r\n", "\r\n--XX--\r\n",
      ])
    let count = parts.byteCount
    #expect(count == texts.reduce(0) { $0 + $1.utf8.count })
  }

  @Test("A boundary has at most 70 characters, RFC 2046 5.1.1, and nobody foresees it")
  func boundaries() throws {
    var seen: Set<String> = []
    for _ in 0..<100 {
      let parts = try PartHeads(ByteRanges.none, type: "a/b", length: 1)
      #expect(parts.boundary.utf8.count <= 70 && parts.boundary.utf8.count >= 8)
      seen.insert(parts.boundary)
    }
    #expect(seen.count == 100)
  }
}

extension ByteRanges {
  fileprivate static var none: ByteRanges {
    get throws {
      struct NotParsed: Error {}
      guard case .satisfiable(let ranges) = withBytes("bytes=0-0", { ByteRanges.parse($0, length: 1) }) else {
        throw NotParsed()
      }
      return ranges
    }
  }
}
