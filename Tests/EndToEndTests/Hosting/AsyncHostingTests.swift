import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// An async program of a user of the library, in front of real clients.
  @Suite struct AsyncHosting {
    private func start(_ arguments: [String] = []) throws -> (RunningProgram, UInt16) {
      let pool = [
        "--start-workers", "1", "--min-spare-workers", "0", "--max-spare-workers", "1", "--max-workers", "1",
      ]
      let server = try RunningProgram(
        "AsyncHostingFixture",
        ["--listen", "127.0.0.1:0", "--connections-per-worker", "64"] + pool + arguments)
      return (server, try #require(server.port(), "\(server.log)"))
    }

    private func ask(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n" }

    @Test func requestsAreInterleavedInOneWorker() throws {
      let (server, port) = try start()
      defer { withExtendedLifetime(server) {} }
      let clients = try (0..<20).map { _ in try Conversation(port: port) }
      for client in clients { try client.send(ask("/meet?n=20")) }
      let ids = try clients.map { String(decoding: try $0.next().body, as: UTF8.self) }
      #expect(Set(ids).count == 20 && ids.allSatisfy { $0.hasPrefix("1.") && $0.hasSuffix(".1") }, "\(ids)")
    }

    @Test func aURLSessionWorksInAHandler() throws {
      let (server, port) = try start()
      let clients = try (0..<10).map { _ in try Conversation(port: port) }
      for client in clients { try client.send(ask("/fetch?port=\(port)")) }
      for client in clients {
        let answer = try client.next()
        #expect(
          answer.status == 200 && answer.body == Array("fetched Hello".utf8), "\(answer.text) \(server.log)")
      }
    }

    @Test func contentGoesBothWays() throws {
      let (server, port) = try start()
      defer { withExtendedLifetime(server) {} }
      let content = String(repeating: "0123456789", count: 30_000)
      let echo = try Client.request(
        "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: \(content.utf8.count)\r\nConnection: close\r\n\r\n\(content)",
        port: port)
      #expect(echo.status == 200 && echo.body == Array(content.utf8))
      let long = "POST /limited HTTP/1.1\r\nHost: test\r\nContent-Length: 1001\r\nConnection: close\r\n\r\n"
      #expect(try Client.request(long + String(repeating: "x", count: 1001), port: port).status == 413)
    }

    @Test func contentGoesBothWaysOnAThreadOfItsOwn() throws {
      let (server, port) = try start()
      let content = String(repeating: "0123456789", count: 30_000)
      let clients = try (0..<8).map { _ in try Conversation(port: port) }
      for _ in 0..<5 {
        for client in clients {
          try client.send(
            "POST /elsewhere HTTP/1.1\r\nHost: test\r\nContent-Length: \(content.utf8.count)\r\n\r\n\(content)"
          )
        }
        for client in clients { #expect(try client.next().body == Array(content.utf8), "\(server.log)") }
      }
    }

    /// Each is looked at for the first time when its connection has gone on.
    @Test func aRequestThatIsKeptStaysAsItWas() throws {
      let (server, port) = try start()
      defer { withExtendedLifetime(server) {} }
      let client = try Conversation(port: port)
      for name in ["first", "another", "third"] {
        try client.send("GET /keep HTTP/1.1\r\nHost: test\r\nUser-Agent: \(name)\r\n\r\n")
        #expect(try client.next().status == 200)
      }
      #expect(
        String(decoding: try client.get("/kept").body, as: UTF8.self)
          == "GET /keep first\nGET /keep another\nGET /keep third")
    }

    /// Its socket stayed open once, and in the epoll set, which told of its end without end.
    @Test func aRequestThatIsKeptKeepsNoSocketOpen() throws {
      let (server, port) = try start()
      #expect(try Client.get("/greeting", port: port).status == 200)
      let child = try #require(server.children.first)
      #expect(eventually { ProcessTable.isAtRest(child) })
      let (open, watched) = (ProcessTable.descriptors(of: child).count, ProcessTable.watchedCount(by: child))
      for framing in ["Content-Length: 1\r\n\r\nx", "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"] {
        let keep = "POST /keep HTTP/1.1\r\nHost: test\r\n\(framing)"
        let client = try Conversation(port: port)
        try client.send(keep)
        #expect(try client.next().status == 200)
      }
      #expect(
        eventually {
          ProcessTable.descriptors(of: child).count == open && ProcessTable.watchedCount(by: child) == watched
            && ProcessTable.isAtRest(child)
        }, "\(ProcessTable.descriptors(of: child))")
      #expect(try Client.get("/greeting", port: port).status == 200)
    }

    /// It waited for ever once, and its client's socket with it.
    @Test func whoWaitsForContentOfAnAnsweredRequestIsTold() throws {
      let (server, port) = try start()
      defer { withExtendedLifetime(server) {} }
      let client = try Conversation(port: port)
      try client.send("POST /abandon HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nab")
      // It waits for the rest of the content, and the handler for the other request.
      #expect(eventually { server.children.first.map(ProcessTable.isAtRest) == true })
      #expect(try Client.get("/meet?n=2", port: port).status == 200)
      #expect(try client.next().status == 200)
      #expect(try eventually { try Client.get("/cancelled", port: port).text.hasSuffix("1") })
    }

    @Test(arguments: ["Content-Length: 0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "\r\n"])
    func contentOfNoBytesEndsAtOnce(framing: String) throws {
      let (server, port) = try start()
      defer { withExtendedLifetime(server) {} }
      let client = try Conversation(port: port)
      try client.send("POST /limited HTTP/1.1\r\nHost: test\r\n\(framing)")
      #expect(try client.next().body == Array("0".utf8))
      try client.send(
        "POST /limited HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
      #expect(try client.next().body == Array("3".utf8))
    }

    @Test func errorsBecomeStatusesAndTellNothing() throws {
      let (server, port) = try start()
      let error = try Client.get("/error", port: port)
      #expect(error.status == 409 && error.text.hasSuffix("taken\n"))
      let secret = try Client.get("/secret", port: port)
      #expect(secret.status == 500 && !secret.text.contains("Secret"))
      #expect(server.logs("a handler failed", "GET /secret", "Secret()"))
      let broken = try Client.get("/broken", port: port)
      #expect(broken.status == 200 && !broken.text.hasSuffix("0\r\n\r\n") && broken.text.contains("begun"))
      #expect(try Client.get("/nothing", port: port).status == 404)
    }

    @Test func aTrapTakesTheRequestsOfItsWorkerAlong() throws {
      let (server, port) = try start()
      let idle = try Conversation(port: port)
      #expect(try idle.get("/greeting").status == 200)
      let waiting = try Conversation(port: port)
      try waiting.send(ask("/wait"))
      #expect(try Client.get("/trap", port: port).status == 500)
      #expect(try waiting.next().status == 500)
      #expect(server.logs("worker crashed"))
      #expect(try idle.get("/greeting").status == 200)
    }

    @Test func aClientThatLeavesCancels() throws {
      let (server, port) = try start()
      defer { withExtendedLifetime(server) {} }
      do {
        let client = try Conversation(port: port)
        try client.send(ask("/wait"))
      }
      let cancelled = try eventually { try Client.get("/cancelled", port: port).text.hasSuffix("\r\n\r\n1") }
      #expect(cancelled)
    }

    /// Each client that left a stream of events was an error of the handler's in the log.
    @Test(arguments: ["/wait", "/events"]) func aClientThatLeavesIsNoFailureOfTheHandler(path: String) throws
    {
      let (server, port) = try start()
      do {
        let client = try Conversation(port: port)
        try client.send(ask(path))
      }
      let cancelled = try eventually { try Client.get("/cancelled", port: port).text.hasSuffix("\r\n\r\n1") }
      #expect(cancelled)
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(!server.log.contains("a handler failed"), "\(server.log)")
    }

    @Test func aStreamWithoutEndDoesNotHoldUpAStop() throws {
      let (server, port) = try start()
      let client = try Conversation(port: port)
      try client.send(ask("/events"))
      try client.awaitBytes()
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
    }
  }
}
