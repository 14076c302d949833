import Foundation
import TestSupport
import Testing

extension EndToEnd {
  @Suite("Range requests, RFC 9110 14") struct FileRanges {
    private let site: FileServer
    private let large: [UInt8]

    init() throws {
      large = (0..<100_000).map { UInt8(truncatingIfNeeded: 0x41 + $0 % 26) }
      site = try FileServer([
        "digits.txt": "0123456789", "empty.txt": "", "large.bin": String(decoding: large, as: UTF8.self),
      ])
    }

    struct Case: Sendable {
      let range: String
      let body: String
      let content: String
    }

    @Test(
      "One range, RFC 9110 14.1.2 and 15.3.7.1",
      arguments: [
        Case(range: "0-0", body: "0", content: "0-0/10"), Case(range: "2-4", body: "234", content: "2-4/10"),
        Case(range: "7-", body: "789", content: "7-9/10"), Case(range: "-3", body: "789", content: "7-9/10"),
        Case(range: "-99", body: "0123456789", content: "0-9/10"),
        Case(range: "5-99", body: "56789", content: "5-9/10"),
        Case(range: "5-18446744073709551617", body: "56789", content: "5-9/10"),
        Case(range: "20-30,1-1", body: "1", content: "1-1/10"),
      ])
    func single(_ expected: Case) throws {
      let answer = try site.get("/digits.txt", "Range: bytes=\(expected.range)")
      #expect(answer.status == 206 && answer.isComplete && answer.bodyText == expected.body, "\(answer.text)")
      #expect(answer.field("content-range") == "bytes \(expected.content)")
      #expect(answer.field("etag") != nil && answer.field("content-type") == "text/plain; charset=utf-8")
    }

    @Test(
      "A Range field that makes no sense is ignored, RFC 9110 14.2",
      arguments: [
        "bytes=", "bytes=a-b", "bytes=4-2", "lines=0-1", "bytes=0-1,1-2", "bytes=0-4,5-9", "bytes 0-1",
        "bytes=--1", "bytes=0-0\r\nRange: bytes=1-1",
        "bytes=" + (0..<17).map { "\($0 * 2)-\($0 * 2)" }.joined(separator: ","),
      ])
    func ignored(range: String) throws {
      let answer = try site.get("/digits.txt", "Range: \(range)")
      #expect(answer.status == 200 && answer.bodyText == "0123456789", "\(answer.text)")
    }

    @Test("416 tells the length, RFC 9110 15.5.17", arguments: ["10-", "10-20", "99-", "-0", "10-10,12-"])
    func unsatisfiable(range: String) throws {
      let answer = try site.get("/digits.txt", "Range: bytes=\(range)")
      #expect(answer.status == 416 && answer.isComplete && answer.field("content-range") == "bytes */10")
    }

    @Test("Range is defined for GET alone, RFC 9110 14.2; and of nothing there are no parts")
    func others() throws {
      let answer = try site.request("HEAD", "/digits.txt", "Range: bytes=0-1")
      #expect(answer.status == 200 && answer.field("content-length") == "10")
      #expect(try site.get("/empty.txt", "Range: bytes=0-").status == 200)
      #expect(try site.get("/digits.txt").field("accept-ranges") == "bytes")
    }

    /// Of a file in memory and of one that is read for it.
    @Test("Several ranges, RFC 9110 15.3.7.2 and 14.6", arguments: ["/digits.txt", "/large.bin"])
    func several(path: String) throws {
      let content = path == "/large.bin" ? large : Array("0123456789".utf8)
      let answer = try site.get(path, "Range: bytes=5-6,0-1,-2")
      #expect(
        answer.status == 206 && answer.isComplete && answer.field("content-range") == nil, "\(answer.head)")
      let type = try #require(answer.field("content-type"))
      let boundary = try #require(type.split(separator: "boundary=").last)
      #expect(type.hasPrefix("multipart/byteranges; boundary="))
      let parts = answer.bodyText.components(separatedBy: "\r\n--\(boundary)")
      try #require(parts.count == 5 && parts.first == "" && parts.last == "--\r\n")
      let media = path == "/large.bin" ? "application/octet-stream" : "text/plain; charset=utf-8"
      let size = content.count
      for (part, first) in zip(parts.dropFirst(), [5, 0, size - 2]) {
        let text = String(decoding: content[first...(first + 1)], as: UTF8.self)
        #expect(
          part
            == "\r\nContent-Type: \(media)\r\nContent-Range: bytes \(first)-\(first + 1)/\(size)\r\n\r\n\(text)"
        )
      }
    }

    /// Two ranges of 700 KB, which are neither read into memory nor left out because they are large.
    @Test("Several large ranges, RFC 9110 15.3.7.2", arguments: Connections.models)
    func severalLarge(model: String) throws {
      let content = (0..<2_000_000).map { UInt8(truncatingIfNeeded: 0x41 + $0 % 26) }
      let site = try FileServer(
        ["huge.bin": String(decoding: content, as: UTF8.self)], "--connections-per-worker", model)
      let answer = try site.get("/huge.bin", "Range: bytes=100000-799999,1000000-1699999")
      #expect(answer.status == 206 && answer.isComplete, "\(answer.head)")
      let boundary = try #require(answer.field("content-type")?.split(separator: "boundary=").last)
      var expected: [UInt8] = []
      for range in [100_000..<800_000, 1_000_000..<1_700_000] {
        expected += Array("\r\n--\(boundary)\r\nContent-Type: application/octet-stream\r\n".utf8)
        expected += Array(
          "Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/2000000\r\n\r\n".utf8)
        expected += content[range]
      }
      expected += Array("\r\n--\(boundary)--\r\n".utf8)
      #expect(answer.body == expected)
    }

    @Test("A part of a large file is sent from its middle, RFC 9110 14.4")
    func aPartOfALargeFileIsSentFromItsMiddle() throws {
      let answer = try site.get("/large.bin", "Range: bytes=70000-89999")
      #expect(answer.status == 206 && answer.isComplete && answer.body == Array(large[70_000..<90_000]))
    }
  }
}
