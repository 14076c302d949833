import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// A program of a user of the library, in front of real clients.
  @Suite struct Hosting {
    static let models = [["--connections-per-worker", "1"], ["--connections-per-worker", "64"]]

    private func start(_ arguments: [String] = []) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram("HostingFixture", ["--listen", "127.0.0.1:0"] + arguments)
      return (server, try #require(server.port(), "\(server.log)"))
    }

    private func post(_ path: String, _ body: String, fields: String = "") -> String {
      "POST \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count)\r\n\(fields)Connection: close\r\n\r\n\(body)"
    }

    @Test(arguments: models) func answersAndPassesTheRequestOn(model: [String]) throws {
      let (server, port) = try start(model + ["--greeting", "Good day"])
      defer { withExtendedLifetime(server) {} }
      let greeting = try Client.get("/greeting", port: port)
      #expect(greeting.status == 200 && String(decoding: greeting.body, as: UTF8.self) == "Good day")
      #expect(greeting.field("Content-Length") == "8" && greeting.field("Date") != nil)
      let text = try Client.get("/head?a=%20b", port: port, fields: "X-Some: caf\u{e9}\r\nX-Some: 2\r\n").text
      #expect(text.contains("GET test /head?a=%20b ") && text.contains("X-Some=caf\u{e9}&X-Some=2"))
      #expect(text.hasSuffix(" 127.0.0.1"))
      let absolute = try Client.request(
        "GET http://elsewhere/head HTTP/1.1\r\nHost: elsewhere\r\nConnection: close\r\n\r\n", port: port)
      #expect(absolute.text.contains("GET elsewhere /head "))
      #expect(try Client.get("/nothing", port: port).status == 404)
    }

    @Test(arguments: models) func contentGoesBothWays(model: [String]) throws {
      let (server, port) = try start(model)
      defer { withExtendedLifetime(server) {} }
      let content = String(repeating: "0123456789", count: 30_000)
      let echo = try Client.request(post("/echo", content), port: port)
      #expect(echo.status == 200 && echo.body == Array(content.utf8))
      let chunked =
        "POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"
      let answer = try Client.request(chunked, port: port)
      #expect(answer.unchunkedBody == Array("abcdefg".utf8))
      let lines = try Client.get("/stream", port: port)
      #expect(lines.field("Transfer-Encoding") == "chunked" && lines.text.hasSuffix("\r\n0\r\n\r\n"))
      #expect(lines.unchunkedBody.split(separator: UInt8(ascii: "\n")).count == 1000)
      let large = try Client.get("/large", port: port)
      #expect(large.body.count == 100_000_000 && large.isComplete)
    }

    @Test(arguments: models) func errorsBecomeStatusesAndTellNothing(model: [String]) throws {
      let (server, port) = try start(model)
      let error = try Client.get("/error", port: port)
      #expect(error.status == 422 && error.field("Retry-After") == "9" && error.text.hasSuffix("no\n"))
      let secret = try Client.get("/secret", port: port)
      #expect(secret.status == 500 && !secret.text.contains("secret"))
      #expect(server.logs("a handler failed", "GET /secret", "the fault of the secret"))
      #expect(
        try Client.request(post("/limited", String(repeating: "x", count: 1001)), port: port).status == 413)
      let broken = try Client.get("/broken", port: port)
      #expect(broken.status == 200 && !broken.isComplete && broken.text.contains("begun"))
      #expect(server.logs("in the middle of its response", "the fault of the stream"))
      let malformed = try Client.request(
        "POST /sizes HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", port: port)
      #expect(malformed.status == 400)
    }

    @Test(arguments: models) func theServersFieldsStayTheServers(model: [String]) throws {
      let (server, port) = try start(model)
      defer { withExtendedLifetime(server) {} }
      let managed = try Client.get("/managed", port: port)
      #expect(managed.status == 200 && managed.field("Content-Length") == "7" && managed.isComplete)
      #expect(managed.field("Date") != "today" && managed.field("Transfer-Encoding") == nil)
      let none = try Client.get("/none", port: port)
      #expect(none.status == 204 && none.body.isEmpty)
      let client = try Conversation(port: port)
      let close = try client.get("/close")
      #expect(close.field("Connection") == "close" && close.text.hasSuffix("bye"))
      #expect(try client.endsSilently())
    }

    @Test(arguments: models) func aTrapCostsOneRequest(model: [String]) throws {
      let (server, port) = try start(model)
      let bystander = try Conversation(port: port)
      #expect(try bystander.get("/greeting").status == 200)
      let trap = try Client.get("/trap", port: port)
      #expect(trap.status == 500 && trap.isComplete)
      #expect(server.logs("worker crashed", "request=\"GET /trap\""))
      #expect(try bystander.get("/greeting").status == 200)
    }

    @Test func whatIsKeptOfARequestStaysTrue() throws {
      let (server, port) = try start([
        "--start-workers", "1", "--min-spare-workers", "1", "--max-workers", "1", "--max-spare-workers", "1",
      ])
      defer { withExtendedLifetime(server) {} }
      let client = try Conversation(port: port)
      #expect(try client.get("/keep?n=7").text.hasSuffix("nothing"))
      #expect(try client.get("/greeting").status == 200)
      #expect(try client.get("/keep?n=8").text.hasSuffix("/keep 7"))
    }

    /// A body or a writer that outlives its request would read or write the next client's.
    @Test func whatIsKeptOfABodyOrAWriterReachesNoOtherRequest() throws {
      let (server, port) = try start([
        "--start-workers", "1", "--min-spare-workers", "1", "--max-workers", "1", "--max-spare-workers", "1",
      ])
      defer { withExtendedLifetime(server) {} }
      #expect(try Client.request(post("/keep-body", "first"), port: port).text.hasSuffix("nothing"))
      let second = try Client.request(post("/keep-body", "second"), port: port)
      #expect(second.status == 500 && !second.text.contains("read"))
      #expect(try Client.get("/keep-writer", port: port).text.hasSuffix("4\r\nmine\r\n0\r\n\r\n"))
      #expect(try !Client.get("/keep-writer", port: port).text.contains("another's"))
      #expect(try Client.get("/greeting", port: port).status == 200)
    }

    @Test func logsSayWhichRequest() throws {
      let (server, port) = try start()
      let client = try Conversation(port: port)
      #expect(try client.get("/greeting").status == 200)
      let id = String(decoding: try client.get("/log").body, as: UTF8.self)
      #expect(id.split(separator: ".").count == 3 && id.hasSuffix(".2"))
      #expect(server.logs("logged by a handler", "request=\(id)", "pid=", "generation=1"))
    }

    @Test func hooksAreCalledWhereTheyBelong() throws {
      let (server, port) = try start([
        "--start-workers", "2", "--min-spare-workers", "2", "--max-spare-workers", "2", "--max-workers", "2",
      ])
      let text = String(decoding: try Client.get("/worker", port: port).body, as: UTF8.self)
      let parts = text.split(separator: " ")
      #expect(parts.count == 4 && server.children.contains(Int32(parts[1]) ?? 0) && parts[3] == "true")
      #expect(server.logs("afterFork called") && server.logs("ready called"))
      try server.send(.hangup)
      #expect(server.logs("afterFork called", "generation=2"))
      #expect(server.logs("beforeExit called", "generation=1"))
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(server.logs("beforeExit called", "generation=2"))
    }

    @Test func aProgramThatCannotStartSaysWhy() throws {
      for (fault, text) in [("beforeFork", "the fault of beforeFork"), ("thread", "has 2 threads")] {
        let server = try RunningProgram("HostingFixture", ["--listen", "127.0.0.1:0", "--fault", fault])
        #expect(try server.exitStatus() == .exited(code: 1))
        #expect(server.log.contains("Error: ") && server.log.contains(text), "\(server.log)")
      }
      let server = try RunningProgram(
        "HostingFixture", ["--listen", "127.0.0.1:0", "--fault", "afterFork"])
      #expect(server.logs("worker cannot start", "the fault of afterFork"))
      #expect(try RunningProgram("HostingFixture", ["--version"]).exitStatus() == .exited(code: 0))
    }

    @Test func aFileIsSentByItsPath() throws {
      let (server, port) = try start()
      defer { withExtendedLifetime(server) {} }
      let folder = try TemporaryFolder()
      try folder.write("some", Data(repeating: 7, count: 300_000))
      let answer = try Client.get("/file?path=\(folder.path("some"))", port: port)
      #expect(answer.status == 200 && answer.body == [UInt8](repeating: 7, count: 300_000))
      #expect(try Client.get("/file?path=/no/such", port: port).status == 404)
    }
  }
}
