import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite struct Files {
    private let root: TemporaryFolder
    private let server: RunningProgram
    private let port: UInt16

    init() throws {
      root = try TemporaryFolder()
      try root.write("index.html", Data("<h1>home</h1>".utf8))
      try root.write("style.css", Data("a{}".utf8))
      try root.write("empty.txt", Data())
      try root.write("docs/index.html", Data("docs".utf8))
      try root.write("bare/other.txt", Data("x".utf8))
      try root.write(".secret", Data("x".utf8))
      try root.write("with space.txt", Data("spaced".utf8))
      try root.write("large.bin", Data((0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }))
      try FileManager.default.createSymbolicLink(atPath: root.path("out"), withDestinationPath: "/etc")
      try FileManager.default.createSymbolicLink(
        atPath: root.path("in.css"), withDestinationPath: "style.css")
      #expect(unsafe mkfifo(root.path("pipe"), 0o600) == 0)
      server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0", "--root", root.path("")])
      port = try #require(server.port())
    }

    struct Case: Sendable {
      let path: String
      let status: Int
      var type: String?
      var body: String?
    }

    @Test(arguments: [
      Case(path: "/", status: 200, type: "text/html; charset=utf-8", body: "<h1>home</h1>"),
      Case(path: "/index.html", status: 200, type: "text/html; charset=utf-8", body: "<h1>home</h1>"),
      Case(path: "/style.css?v=1", status: 200, type: "text/css; charset=utf-8", body: "a{}"),
      Case(path: "/in.css", status: 200, body: "a{}"),
      Case(path: "/empty.txt", status: 200, type: "text/plain; charset=utf-8", body: ""),
      Case(path: "/with%20space.txt", status: 200, body: "spaced"),
      Case(path: "/docs/", status: 200, body: "docs"),
      Case(path: "/bare/", status: 403), Case(path: "/nothing", status: 404),
      Case(path: "/style.css/", status: 404),
      Case(path: "/style.css/x", status: 404), Case(path: "/.secret", status: 404),
      Case(path: "/../etc/passwd", status: 403), Case(path: "/%2e%2e/etc/passwd", status: 403),
      Case(path: "/docs/..%2f..%2fetc/passwd", status: 404), Case(path: "/out/passwd", status: 403),
      Case(path: "/a%00b", status: 400), Case(path: "/%c0%ae/", status: 400), Case(path: "/%zz", status: 400),
      Case(path: "/pipe", status: 403),
    ])
    func answersAsThePathDemands(_ expected: Case) throws {
      let answer = try Client.get(expected.path, port: port)
      #expect(answer.status == expected.status && answer.isComplete, "\(answer.text)")
      if let type = expected.type { #expect(answer.field("content-type") == type) }
      if let body = expected.body { #expect(answer.body == Array(body.utf8)) }
    }

    @Test("A directory is redirected to its slash, RFC 9110 15.4.2")
    func redirectsADirectoryToItsSlash() throws {
      #expect(try Client.get("/docs?a=b", port: port).field("location") == "/docs/?a=b")
      #expect(try Client.get("//docs", port: port).field("location") == "/docs/")
    }

    @Test func sendsALargeFileWhole() throws {
      let answer = try Client.get("/large.bin", port: port)
      #expect(answer.body == Array(try Data(contentsOf: URL(fileURLWithPath: root.path("large.bin")))))
      #expect(answer.field("content-type") == "application/octet-stream")
    }

    @Test("HEAD has the length and no content, RFC 9110 9.3.2")
    func answersHEADWithTheLengthAndNoBody() throws {
      let answer = try Client.request(
        "HEAD /large.bin HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", port: port)
      #expect(answer.status == 200 && answer.body.isEmpty && answer.field("content-length") == "5000000")
    }

    @Test(
      "RFC 9110 15.5.6: a body that is not wanted is read over, or not invited", arguments: Connections.models
    )
    func readsOverABodyThatIsNotWanted(model: String) throws {
      let site = try FileServer(["a.txt": "a"], "--connections-per-worker", model)
      let client = try Conversation(port: site.port)
      for framing in [
        "Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      ] {
        try client.send("POST /a.txt HTTP/1.1\r\nHost: t\r\n\(framing)")
        #expect(try client.next().status == 405)
        #expect(try client.get("/a.txt").status == 200)
      }
      try client.send("PUT /a.txt HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
      let answer = try client.next()
      // Whether the body still comes nobody can tell.
      #expect(answer.status == 405 && answer.field("connection") == "close", "\(answer.text)")
      #expect(try client.endsSilently())
    }

    @Test("405 tells what is allowed, RFC 9110 15.5.6", arguments: ["POST", "PUT", "DELETE", "PATCH"])
    func allowsOnlyGETAndHEAD(method: String) throws {
      let answer = try Client.request(
        "\(method) / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", port: port)
      #expect(answer.status == 405 && answer.field("allow") == "GET, HEAD, OPTIONS")
    }
  }
}
