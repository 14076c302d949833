import HTTPCore
import Testing

@Suite("A line of the access log")
struct LogTemplateTests {
  private static let request =
    "GET /a?b HTTP/1.1\r\nHost: test:80\r\nUser-Agent: cu\"rl\r\nX-Forwarded-For: 10.0.0.9\r\n\r\n"

  private func line(
    _ format: String, _ request: String = request, outcome: LogOutcome? = nil, client: ClientAddress? = .local
  ) throws -> String {
    let template = try LogTemplate(parsing: format)
    let bytes = Array(request.utf8)
    var parser = RequestParser()
    _ = try? parser.parse(unsafe bytes.span.bytes)
    let facts = LogFacts(client: client, pid: 77, connection: 8, request: 9)
    var early = ByteBuffer(maximumCapacity: 1 << 16)
    var late = ByteBuffer(maximumCapacity: 1 << 16)
    try template.begin(parser.head, unsafe bytes.span.bytes, facts, into: &early)
    var clock = LogClock()
    clock.set(nanoseconds: 1_795_415_602_034_000_000)
    let outcome =
      outcome ?? LogOutcome(status: 200, bytes: 150, bodyBytes: 14, isComplete: true, microseconds: 1_000_234)
    try template.finish(early.readable, outcome, at: clock, into: &late)
    return late.text
  }

  @Test func combinedIsWhatEveryToolReads() throws {
    let line = try line("combined", client: .ipv4(0xc000_0207, port: 1))
    #expect(
      line == "192.0.2.7 - - [23/Nov/2026:06:33:22 +0000] \"GET /a?b HTTP/1.1\" 200 14 \"-\" \"cu\\x22rl\"\n")
    #expect(try self.line("common").hasSuffix("\"GET /a?b HTTP/1.1\" 200 14\n"))
  }

  @Test func everyVariableHasItsValue() throws {
    let names = [
      "remote_addr": "2001:db8::7", "remote_port": "443", "remote_user": "-", "request": "GET /a?b HTTP/1.1",
      "request_method": "GET", "request_uri": "/a?b", "server_protocol": "HTTP/1.1", "host": "test:80",
      "scheme": "http", "pid": "77", "connection": "8", "connection_requests": "9",
      "http_user_agent": "cu\\x22rl",
      "http_referer": "-", "http_x_forwarded_for": "10.0.0.9", "time_local": "23/Nov/2026:06:33:22 +0000",
      "time_iso8601": "2026-11-23T06:33:22.034Z", "msec": "1795415602.034", "status": "200",
      "body_bytes_sent": "14",
      "bytes_sent": "150", "request_completion": "OK", "request_time": "1.000234",
      "request_time_us": "1000234",
    ]
    let client = ClientAddress.ipv6(high: 0x2001_0db8_0000_0000, low: 7, port: 443)
    for (name, value) in names {
      #expect(try line("<${\(name)}>$\(name)", client: client) == "<\(value)>\(value)\n", "\(name)")
    }
  }

  @Test func jsonHasNumbersAndNulls() throws {
    let all = try line("json")
    #expect(all.hasPrefix("{\"time_iso8601\":\"2026-11-23T06:33:22.034Z\",\"remote_addr\":\"unix:\","))
    #expect(
      all.contains("\"http_referer\":null,\"http_user_agent\":\"cu\\\"rl\",\"pid\":77,\"connection\":8,"))
    #expect(
      try line("json:status,msec,remote_port")
        == "{\"status\":200,\"msec\":1795415602.034,\"remote_port\":null}\n")
  }

  /// What a refused request has told before the fault is logged.
  @Test func partsOfARequestAreLoggedAsFarAsTheyWent() throws {
    let format = "$request|$request_method|$request_uri|$server_protocol|$host|$http_user_agent"
    #expect(
      try line(format, "GET /a HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n")
        == "GET /a HTTP/1.1|GET|/a|HTTP/1.1|h|-\n")
    #expect(try line(format, "GET") == "GET|GET|-|-|-|-\n")
    #expect(try line(format, "\r\nGET /a") == "GET /a|GET|/a|-|-|-\n")
    #expect(
      try line(format, "G\"T /a b\u{1b} HTTP/1.1\n")
        == "G\\x22T /a b\\x1B HTTP/1.1|G\\x22T|/a b\\x1B|HTTP/1.1|-|-\n")
    #expect(try line(format, "") == "-|-|-|-|-|-\n")
  }

  @Test(arguments: ["combined", "json", "$request $http_user_agent $http_a $http_b $http_c $host"])
  func noRequestMakesALineLongerThanAPipeTakesWhole(format: String) throws {
    for filler in ["x", "\u{1}", "\"", "\u{ff}", "\u{202e}"] {
      let long = String(repeating: filler, count: 7000)
      let request =
        "GET /\(long) HTTP/1.1\r\nHost: \(long)\r\nReferer: \(long)\r\nUser-Agent: \(long)\r\na: \(long)\r\n\r\n"
      let line = try line(format, request)
      #expect(line.utf8.count <= LogTemplate.longestLine && line.hasSuffix("\n"))
      #expect(line.utf8.count { $0 < 0x20 } == 1)
    }
    #expect(
      try line("combined", "GET /\(String(repeating: "x", count: 5000)) HTTP/1.1\r\n").contains(
        "xxx\\...\" 200"))
  }

  @Test(arguments: [
    ("", LogTemplateError.unknownFormat("")), ("combind", .unknownFormat("combind")),
    ("$nothing", .unknownVariable("nothing")), ("100$", .unknownVariable("")), ("${status", .unclosedBrace),
    ("$http_", .unknownVariable("http_")), ("$status\n", .controlCharacter),
    ("$status\u{0}", .controlCharacter),
    ("json:", .unknownVariable("")), ("json:status,,pid", .unknownVariable("")),
    ("json:a\"b", .unknownVariable("a\"b")),
  ])
  func refusesWhatIsNoFormat(format: String, error: LogTemplateError) {
    #expect(throws: error) { try LogTemplate(parsing: format) }
  }

  @Test func refusesWhatLeavesNoRoomForTheValues() {
    for format in [
      String(repeating: "x", count: 5000) + "$status", String(repeating: "$request", count: 100),
    ] {
      #expect(throws: LogTemplateError.tooLong) { try LogTemplate(parsing: format) }
    }
  }
}
