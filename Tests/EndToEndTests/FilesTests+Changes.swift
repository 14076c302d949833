import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite("Files that change while they are served") struct FileChanges {
    @Test func aSmallFileIsSentFromMemoryForAsLongAsIsSaid() throws {
      let kept = try FileServer(aloneWith: ["a.txt": "first"], valid: "1h")
      #expect(try kept.get("/a.txt").bodyText == "first")
      try kept.root.write("a.txt", Data("second".utf8))
      let answer = try kept.get("/a.txt")
      #expect(answer.bodyText == "first" && answer.isComplete)
      // Another path to the same file is looked up for itself.
      #expect(try kept.get("/%61.txt").bodyText == "second")
    }

    @Test(arguments: ["0", "1s"])
    func aChangeShowsWhenTheTimeIsUp(valid: String) throws {
      let site = try FileServer(aloneWith: ["a.txt": "first"], valid: valid)
      let before = try site.get("/a.txt")
      #expect(before.bodyText == "first")
      try site.root.write("a.txt", Data("other".utf8))
      if valid == "0" {
        #expect(try site.get("/a.txt").bodyText == "other")
      }
      #expect(try eventually { try site.get("/a.txt").bodyText == "other" })
      #expect(try site.get("/a.txt").field("etag") != before.field("etag"))
      try FileManager.default.removeItem(atPath: site.root.path("a.txt"))
      #expect(try eventually { try site.get("/a.txt").status == 404 })
      try site.root.write("a.txt", Data("again".utf8))
      #expect(try site.get("/a.txt").bodyText == "again")
    }

    @Test func theLengthOfALargeFileIsAlwaysThatOfItsBytes() throws {
      let site = try FileServer(aloneWith: ["a.bin": String(repeating: "a", count: 50_000)], valid: "1h")
      #expect(try site.get("/a.bin").body.count == 50_000)
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: site.root.path("a.bin")))
      try handle.truncate(atOffset: 40_000)
      let answer = try site.get("/a.bin")
      #expect(answer.status == 200 && answer.isComplete && answer.body.count == 40_000)
    }

    @Test func aCacheForNothingServesAllTheSame() throws {
      let site = try FileServer(["a.txt": "first"], "--open-file-cache", "0")
      #expect(try site.get("/a.txt").bodyText == "first")
      try site.root.write("a.txt", Data("other".utf8))
      #expect(try site.get("/a.txt").bodyText == "other")
    }

    /// More than all buffers between server and client hold.
    private static let hugeSize: UInt64 = 64 << 20

    /// A client that has asked for a huge file and has not read anything yet.
    private func startHugeTransfer(_ site: FileServer) throws -> StreamSocket {
      #expect(FileManager.default.createFile(atPath: site.root.path("huge.bin"), contents: nil))
      try FileHandle(forWritingTo: URL(fileURLWithPath: site.root.path("huge.bin"))).truncate(
        atOffset: Self.hugeSize)
      let socket = try StreamSocket.connect(to: try SocketAddress(parsing: "127.0.0.1:\(site.port)"))
      let request = Array("GET /huge.bin HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n".utf8)
      // The array outlives the call, and the request is far smaller than a socket's buffer.
      _ = try unsafe request.withUnsafeBytes { try unsafe socket.send($0) }
      _ = try PairPoll.wait(socket.number, for: .readable, or: -1, timeout: .after(.seconds(60)))
      return socket
    }

    /// Reads to the end and counts; the first bytes are the head.
    private func drain(_ socket: borrowing StreamSocket) throws -> (count: UInt64, head: String) {
      var buffer = [UInt8](repeating: 0, count: 1 << 20)
      var (count, head) = (UInt64(0), "")
      while true {
        // The buffer outlives the call.
        switch try unsafe buffer.withUnsafeMutableBytes({ try unsafe socket.receive(into: $0) }) {
        case .end: return (count, head)
        case .wouldBlock:
          _ = try PairPoll.wait(socket.number, for: .readable, or: -1, timeout: .after(.seconds(60)))
        case .bytes(let received):
          if count == 0 { head = String(decoding: buffer[..<min(received, 500)], as: UTF8.self) }
          count += UInt64(received)
        }
      }
    }

    @Test("A file that shrinks in the middle ends the connection, RFC 9112 8")
    func shrinking() throws {
      let site = try FileServer(["a.txt": "a"])
      let socket = try startHugeTransfer(site)
      try FileHandle(forWritingTo: URL(fileURLWithPath: site.root.path("huge.bin"))).truncate(atOffset: 0)
      let (count, head) = try drain(socket)
      #expect(head.contains("Content-Length: \(Self.hugeSize)\r\n") && count > 0 && count < Self.hugeSize)
      #expect(site.server.logs("a file shrank"))
      #expect(try site.get("/a.txt").bodyText == "a")
    }

    @Test func aFileThatIsReplacedOrRemovedInTheMiddleIsSentToItsEnd() throws {
      let site = try FileServer(["new.bin": "new"])
      let socket = try startHugeTransfer(site)
      #expect(unsafe rename(site.root.path("new.bin"), site.root.path("huge.bin")) == 0)
      let (count, head) = try drain(socket)
      let separator = try #require(head.range(of: "\r\n\r\n"))
      #expect(count == UInt64(head[..<separator.upperBound].utf8.count) + Self.hugeSize)
      #expect(try eventually { try site.get("/huge.bin").bodyText == "new" })
    }

    @Test func manyMoreFilesThanTheCacheHoldsAreServedAllTheSame() throws {
      var files: [String: String] = [:]
      for number in 0..<40 {
        files["\(number).txt"] = number % 4 == 0 ? String(repeating: "\(number)", count: 20_000) : "\(number)"
      }
      let site = try FileServer(files, "--open-file-cache", "4")
      for _ in 0..<3 {
        for (name, text) in files { #expect(try site.get("/\(name)").bodyText == text) }
      }
      for child in site.server.children {
        let open = ProcessTable.descriptors(of: child).values.filter { $0.hasSuffix(".txt") }
        #expect(open.count <= 4)
      }
    }
  }
}
