import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// The access log of a running server.
  @Suite struct AccessLog {
    private let folder: TemporaryFolder
    private var log: String { folder.path("access.log") }

    init() throws {
      folder = try TemporaryFolder()
      try folder.write("root/index.html", Data("<h1>home</h1>\n".utf8))
      try folder.write("root/large.bin", Data(count: 8 << 20))
    }

    private func start(_ format: String, _ model: String = "1", _ more: String...) throws -> (
      RunningProgram, UInt16
    ) {
      let server = try RunningProgram(
        "ServerCLI",
        [
          "--listen", "127.0.0.1:0", "--root", folder.path("root"), "--start-workers", "1",
          "--min-spare-workers", "1",
          "--max-spare-workers", "1", "--max-workers", "1", "--connections-per-worker", model, "--access-log",
          log,
          "--access-log-format", format,
        ] + more)
      return (server, try #require(server.port(), "\(server.log)"))
    }

    private var lines: [String] {
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      return text.split(separator: "\n").map(String.init)
    }

    /// The lines, once there are `count` of them.
    private func lines(_ count: Int) -> [String] {
      _ = eventually { lines.count >= count }
      return lines
    }

    @Test(arguments: ["1", "50"]) func combinedLinesAreWhatEveryToolReads(model: String) throws {
      let (server, port) = try start("combined", model)
      let client = try Conversation(port: port)
      try client.send("GET / HTTP/1.1\r\nHost: test\r\nReferer: http://a/\"\r\nUser-Agent: \\x\u{e9}\r\n\r\n")
      #expect(try client.next().status == 200)
      #expect(try client.get("/none").status == 404)
      try client.send(
        "HEAD / HTTP/1.1\r\nHost: test\r\n\r\nGET / HTTP/1.1\r\nHost: test\r\nIf-None-Match: *\r\n\r\n")
      let pattern =
        #/127\.0\.0\.1 - - \[\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d \+0000\] "([^"]*)" (\d{3}) (\d+) "([^"]*)" "([^"]*)"/#
      let found = try lines(4).map { line in try #require(line.wholeMatch(of: pattern), "\(line)").output }
      #expect(
        found.map { "\($0.1) \($0.2) \($0.3)" } == [
          "GET / HTTP/1.1 200 14", "GET /none HTTP/1.1 404 14", "HEAD / HTTP/1.1 200 0",
          "GET / HTTP/1.1 304 0",
        ])
      #expect(found[0].4 == #"http://a/\x22"# && found[0].5 == #"\x5Cx\xC3\xA9"#)
      #expect(found[1].4 == "-" && found[1].5 == "-")
      _ = server
    }

    @Test(arguments: ["1", "50"]) func jsonLinesHaveTypesAndNumbers(model: String) throws {
      let (server, port) = try start("json", model)
      for _ in 0..<2 {
        // Who comes while the only worker is busy with a client that has left may find it hurried, and be sent away early.
        #expect(eventually { server.children.first.map(ProcessTable.isAtRest) == true })
        let client = try Conversation(port: port)
        for _ in 0..<2 { #expect(try client.get("/?\"<\\").status == 200) }
      }
      let objects = try lines(4).map {
        try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      #expect(
        objects.map { "\($0["connection"] ?? "") \($0["connection_requests"] ?? "")" } == [
          "1 1", "1 2", "2 1", "2 2",
        ])
      let worker = try #require(server.children.first)
      for object in objects {
        #expect(object["pid"] as? Int32 == worker && object["status"] as? Int == 200)
        #expect(object["request_uri"] as? String == "/?\"<\\" && object["http_referer"] is NSNull)
        #expect(object["request_completion"] as? String == "OK" && object["body_bytes_sent"] as? Int == 14)
        let duration = try #require(object["request_time_us"] as? Int)
        #expect(duration >= 0 && duration < 60_000_000)
      }
    }

    @Test(arguments: ["1", "50"]) func whatIsRefusedIsLoggedWithWhatIsKnown(model: String) throws {
      let (server, port) = try start(
        "$status $request_method $request_uri|$host|$http_user_agent|$connection_requests", model,
        "--max-request-line", "64", "--max-header-bytes", "256", "--max-body", "10", "--header-timeout",
        "300ms")
      let agent = "Host: h\r\nUser-Agent: me\r\n"
      let requests = [
        ("GET /a\u{1} HTTP/1.1\r\n\(agent)\r\n", "400 GET /a\\x01|-|-|1"),
        ("GET /b HTTP/1.1\r\n\(agent)Bad Name: x\r\n\r\n", "400 GET /b|h|me|1"),
        (
          "GET /\(String(repeating: "c", count: 99)) HTTP/1.1\r\n",
          "414 GET /\(String(repeating: "c", count: 99))|-|-|1"
        ),
        (
          "GET /d HTTP/1.1\r\n\(agent)Long: \(String(repeating: "d", count: 999))\r\n\r\n",
          "431 GET /d|h|me|1"
        ),
        ("POST /e HTTP/1.1\r\n\(agent)Content-Length: 11\r\n\r\n", "413 POST /e|h|me|1"),
        (
          "GET / HTTP/1.1\r\n\(agent)\r\nBREW /f HTTP/1.1\r\n\(agent)\r\n",
          "200 GET /|h|me|1\n501 BREW /f|-|-|2"
        ),
        ("GET /g HTTP/1.1\r\n\(agent)", "408 GET /g|h|me|1"),
      ]
      var expected: [String] = []
      for (request, line) in requests {
        let client = try Client(port: port)
        try client.send(request)
        _ = client.finish()
        expected += line.split(separator: "\n").map(String.init)
        // One after the other: the order of the lines is that of the requests.
        #expect(lines(expected.count).count == expected.count, "\(request)")
      }
      #expect(lines == expected)
      _ = server
    }

    @Test(arguments: ["1", "50"]) func aClientThatGoesIsToldFromOneThatStays(model: String) throws {
      let (server, port) = try start("$status $request_uri $request_completion $body_bytes_sent", model)
      do {
        let client = try Conversation(port: port)
        try client.send("GET /half HTTP/1.1\r\nHost: test\r\n")
        try client.finishSending()
        #expect(try client.endsSilently())
      }
      #expect(lines(1) == ["499 /half - 0"])
      do {
        let client = try Conversation(port: port)
        // More than the kernel takes for a client that does not read.
        try client.send("GET /large.bin HTTP/1.1\r\nHost: test\r\n\r\n")
        try client.awaitBytes()
      }
      let cut = try #require(lines(2).last?.split(separator: " "))
      #expect(cut.prefix(3) == ["200", "/large.bin", "-"])
      let sent = try #require(cut.last.flatMap { Int($0) })
      #expect(sent > 0 && sent < 8 << 20)
      let client = try Conversation(port: port)
      #expect(try client.get("/large.bin").body.count == 8 << 20)
      #expect(lines(3).last == "200 /large.bin OK \(8 << 20)")
      _ = server
    }

    /// 20,000 requests over eight workers: each has its line, and each line is whole.
    @Test func manyWorkersShareTheFile() throws {
      let server = try RunningProgram(
        "ServerCLI",
        [
          "--listen", "127.0.0.1:0", "--start-workers", "8", "--min-spare-workers", "8",
          "--max-spare-workers", "8",
          "--max-workers", "8", "--connections-per-worker", "4", "--accept-order", "even", "--access-log",
          log,
          "--access-log-buffer", "4KiB", "--max-requests-per-connection", "0",
          "--access-log-format", "$pid $connection $connection_requests $request_uri $status end",
        ])
      let port = try #require(server.port(), "\(server.log)")
      #expect(eventually { server.children.count == 8 })
      let (count, batch) = (20_000, 50)
      let clients = try (0..<8).map { _ in try Conversation(port: port) }
      for start in stride(from: 0, to: count, by: batch) {
        let client = clients[start / batch % clients.count]
        try client.send((start..<start + batch).map { "GET /\($0) HTTP/1.1\r\nHost: test\r\n\r\n" }.joined())
        for _ in 0..<batch { #expect(try client.next().status == 200) }
      }
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      var seen = Set<Int>()
      var counted: [String: Int] = [:]
      for line in lines {
        let words = line.split(separator: " ")
        try #require(words.count == 6 && words[4] == "200" && words[5] == "end", "\(line)")
        seen.insert(try #require(Int(words[3].dropFirst())))
        counted["\(words[0]) \(words[1])", default: 0] += 1
      }
      #expect(lines.count == count && seen == Set(0..<count))
      // The worker's pid and its number name a connection.
      #expect(counted.count == clients.count && counted.values.allSatisfy { $0 == count / clients.count })
    }

    @Test(arguments: ["1", "50"]) func aFifoWhoseReaderStallsStopsNothing(model: String) throws {
      let fifo = log
      // mkfifo(3) copies the path.
      let made = unsafe mkfifo(fifo, 0o600)
      #expect(made == 0)
      let (server, port) = try start("combined", model, "--access-log-buffer", "1KiB")
      let client = try Conversation(port: port)
      for _ in 0..<900 {
        #expect(try client.get("/\(String(repeating: "x", count: 900))").status == 404)
      }
      #expect(server.logs("lines of the access log are lost"))
      // Once, however many there are.
      #expect(server.logLines.filter { $0.contains("access log are lost") }.count == 1)
    }

    @Test func whatTheDiskDoesNotTakeIsToldOnce() throws {
      let server = try RunningProgram(
        "ServerCLI",
        [
          "--listen", "127.0.0.1:0", "--access-log", "/dev/full", "--max-workers", "1", "--start-workers",
          "1", "--min-spare-workers", "1", "--max-spare-workers", "1",
        ])
      let port = try #require(server.port(), "\(server.log)")
      for _ in 0..<20 { #expect(try Client.get(port: port).status == 200) }
      #expect(server.logs("lines of the access log are lost", "No space left"))
      #expect(server.logLines.filter { $0.contains("access log are lost") }.count == 1)
    }

    /// An idle worker has nothing to wake for, and keeps no line.
    @Test(arguments: ["1", "50"]) func aWorkerWithNothingToDoWritesAtOnceAndSleeps(model: String) throws {
      let (server, port) = try start(
        "$status", model, "--access-log-flush", "1h", "--keep-alive-timeout", "0")
      #expect(try Client.get(port: port).status == 200)
      #expect(lines(1) == ["200"])
      let worker = try #require(server.children.first)
      let wait = ProcessTable.waitLimit(of: worker)
      #expect(eventually { ProcessTable.waitLimit(of: worker) == -1 }, "\(String(describing: wait))")
    }

    @Test func nobodyHasToWaitLongerThanTheInterval() throws {
      // The connection stays open, so that the worker is never idle.
      for model in ["1", "50"] {
        try? FileManager.default.removeItem(atPath: log)
        let (server, port) = try start(
          "$status", model, "--access-log-flush", "50ms", "--keep-alive-timeout", "1h")
        let client = try Conversation(port: port)
        #expect(try client.get().status == 200)
        #expect(lines(1) == ["200"])
        // It still serves the same client.
        #expect(try client.get().status == 200)
        _ = server
      }
    }
  }
}
