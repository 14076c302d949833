import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct Serving {
    private let server: RunningProgram
    private let port: UInt16

    init() throws {
      server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0"])
      port = try #require(server.port())
    }

    @Test func answersWithoutAnyFlagAndNamesTheWorkerAndTheLimits() throws {
      let answer = try Client.get(port: port)
      #expect(answer.status == 200 && answer.isComplete)
      #expect(server.children.contains(try #require(answer.worker)))
      #expect(answer.text.contains("5 to 256 workers, 5 to 10 of them spare"))
      #expect(answer.field("content-type") == "text/plain; charset=utf-8")
    }

    @Test func greetsABrowserWithAPage() throws {
      let answer = try Client.get(port: port, fields: "Accept: text/html,*/*;q=0.8\r\n")
      #expect(answer.isComplete && answer.text.contains("\r\n\r\n<!doctype html>"))
      #expect(answer.text.hasSuffix("</html>\n"))
      #expect(server.children.contains { answer.text.contains("Worker <strong>\($0)</strong> served") })
      #expect(answer.text.contains("5 to 256 workers, 5 to 10 of them spare"))
      #expect(answer.field("content-type") == "text/html; charset=utf-8")
    }

    @Test func sendsNoBodyInAnswerToHEAD() throws {
      let answer = try Client.request(
        "HEAD / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", port: port)
      #expect(answer.status == 200 && answer.body.isEmpty)
      let lengths = server.children.map {
        "Served by worker \($0) of a Prefork pool with 5 to 256 workers, 5 to 10 of them spare.\n".utf8.count
      }
      #expect(lengths.contains(try #require(answer.field("content-length").flatMap { Int($0) })))
    }

    /// Unread input turns close(2) into a reset, and a client's kernel then throws away the response it has received.
    @Test(arguments: [
      "GET / HTTP/1.1\r\n\r\n", "garbage\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    ])
    func aRefusedRequestIsAnsweredBeforeTheConnectionCloses(request: String) throws {
      let client = try Client(port: port)
      try client.send(request + String(repeating: "and more that nobody reads ", count: 2000))
      let answer = client.finish()
      #expect(answer.status == 400 && answer.isComplete)
    }

    /// A second request while the first one's file is on its way: whoever looks for unread input too early resets.
    @Test func inputThatComesDuringALongResponseDoesNotCutIt() throws {
      let folder = try TemporaryFolder()
      try folder.write("large.bin", Data(repeating: 7, count: 3_000_000))
      let files = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0", "--root", folder.path("")])
      let client = try Conversation(port: try #require(files.port()))
      try client.send("GET /large.bin HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
      // The response has begun when its first bytes are here; most of it does not fit into the sockets.
      try client.awaitBytes()
      try client.send("GET /large.bin HTTP/1.1\r\nHost: test\r\n\r\n")
      #expect(try client.next().body.count == 3_000_000)
    }

    @Test func anUnreadBodyDoesNotResetTheAnswer() throws {
      let client = try Client(port: port)
      try client.send("POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n")
      try client.send(String(repeating: "x", count: 300_000))
      let answer = client.finish()
      #expect(answer.status == 200 && answer.isComplete)
    }

    @Test func aClientThatLeavesWithoutAWordCostsNothing() throws {
      for _ in 0..<50 { _ = try Client(port: port) }
      #expect(try Client.get(port: port).status == 200)
      #expect(!server.log.contains("worker died"))
    }

    @Test func aRequestMayArriveByteByByte() throws {
      let client = try Client(port: port)
      for byte in "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n" {
        try client.send(String(byte))
      }
      #expect(client.finish().status == 200)
    }
  }
}
