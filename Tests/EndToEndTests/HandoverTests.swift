import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// Connections in the middle of things when another request of their worker traps.
  @Suite struct Handovers {
    private let folder: TemporaryFolder
    /// More than the socket buffers of both sides take, and no two places alike.
    private static let content: [UInt8] = {
      let words = Array(0..<UInt32(6 << 20))
      // An array of numbers has no padding.
      return unsafe words.withUnsafeBytes { unsafe Array($0) }
    }()
    private var content: [UInt8] { Self.content }

    init() throws {
      folder = try TemporaryFolder()
      try folder.write("large", Data(content))
      try folder.write("small", Data("small".utf8))
    }

    private func start(_ mode: String) throws -> (RunningProgram, UInt16) {
      let server = try RunningProgram("PoolFixture", [mode, folder.path("")])
      return (server, try #require(server.port(), "\(server.log)"))
    }

    private func sum(_ bytes: [UInt8]) -> String {
      "\(bytes.count) \(bytes.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) })\n"
    }

    /// Connections that have been served, so that what they ask for next concerns the worker that holds them.
    private func bombs(_ count: Int, _ port: UInt16) throws -> [Conversation] {
      try (0..<count).map { _ in
        let bomb = try Conversation(port: port)
        #expect(try bomb.get("/small").status == 200)
        return bomb
      }
    }

    private func crash(_ server: RunningProgram, by bombs: [Conversation]) throws {
      for (round, bomb) in bombs.enumerated() {
        #expect(try bomb.get("/trap").status == 500)
        #expect(
          eventually { server.logLines.filter { $0.contains("worker crashed") }.count == round + 1 },
          "\(server.log)")
      }
      let lines = server.logLines.filter { $0.contains("lost=") }
      #expect(!lines.isEmpty && lines.allSatisfy { $0.contains("lost=0") }, "\(lines)")
    }

    /// What the workers hold for clients; files that their caches keep open are their own.
    private func held(by server: RunningProgram) -> [String] {
      server.children.flatMap { pid in
        ProcessTable.descriptors(of: pid).sorted { $0.key < $1.key }.filter { _, target in
          target.hasPrefix("socket:") || target.contains("memfd") || target.contains("(deleted)")
        }.map { "\(pid): \($0.key) -> \($0.value)" }
      }
    }

    /// With two workers siblings go on, with one its successor does.
    @Test(arguments: ["trapFiles", "trapAlone"]) func nothingIsLostOrDoubled(mode: String) throws {
      let (server, port) = try start(mode)
      #expect(try Client.get("/small", port: port).status == 200)
      let workers = mode == "trapAlone" ? 1 : 2
      #expect(
        eventually { server.children.count == workers && server.children.allSatisfy(ProcessTable.isAtRest) })
      let before = held(by: server)
      #expect(!before.isEmpty)
      do {
        let bombs = try bombs(4, port)
        // A download that its client does not read yet.
        let download = try Conversation(port: port)
        try download.send(
          "GET /large HTTP/1.1\r\nHost: test\r\n\r\nGET /small HTTP/1.1\r\nHost: test\r\n\r\n")
        // As many ranges as are served, each of which is a part of a file.
        let ranges = (0..<16).map { "\($0 * 1_500_000)-\($0 * 1_500_000 + 1_400_000)" }.joined(separator: ",")
        let wanted = "GET /large HTTP/1.1\r\nHost: test\r\nRange: bytes=\(ranges)\r\n\r\n"
        let parts = try Conversation(port: port)
        try parts.send(wanted)
        let head = try Conversation(port: port)
        try head.send("GET /sm")
        let small = Array(content[..<1000])
        let short = try Conversation(port: port)
        try short.send("POST /sum HTTP/1.1\r\nHost: test\r\nContent-Length: 1000\r\n\r\n")
        try short.send(Array(small[..<300]))
        let long = Array(content[..<400_000])
        let body = try Conversation(port: port)
        try body.send("POST /sum HTTP/1.1\r\nHost: test\r\nContent-Length: \(long.count)\r\n\r\n")
        try body.send(Array(long[..<250_000]))
        let chunked = try Conversation(port: port)
        try chunked.send("POST /sum HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n1F4\r\n")
        try chunked.send(Array(small[..<77]))
        let pipelined = try Conversation(port: port)
        try pipelined.send("GET /small HTTP/1.1\r\nHost: test\r\n\r\nGET /small HTTP/1.1\r\nHo")
        try download.awaitBytes()
        try parts.awaitBytes()
        #expect(try pipelined.next().status == 200)

        try crash(server, by: bombs)

        try head.send("all HTTP/1.1\r\nHost: test\r\n\r\n")
        #expect(try head.next().body == Array("small".utf8))
        try short.send(Array(small[300...]))
        #expect(try short.next().body == Array(sum(small).utf8))
        try body.send(Array(long[250_000...]))
        #expect(try body.next().body == Array(sum(long).utf8))
        try chunked.send(Array(small[77..<500]))
        try chunked.send("\r\n0\r\n\r\n")
        #expect(try chunked.next().body == Array(sum(Array(small[..<500])).utf8))
        try pipelined.send("st: test\r\n\r\n")
        #expect(try pipelined.next().body == Array("small".utf8))
        let large = try download.next()
        let isWhole = large.body == content
        #expect(large.status == 200 && isWhole)
        #expect(try download.next().body == Array("small".utf8))
        let received = try parts.next()
        let boundary = try #require(received.field("content-type")?.split(separator: "=").last)
        #expect(received.status == 206)
        let bytes = received.body
        var position = 0
        for index in 0..<16 {
          let place = index * 1_500_000
          let range = "\(place)-\(place + 1_400_000)/\(content.count)"
          let mark = Array("--\(boundary)\r\nContent-Type: application/octet-stream\r\n".utf8)
          let end = Array("Content-Range: bytes \(range)\r\n\r\n".utf8)
          // Each part follows the one before at once, but for its own head.
          let head = bytes[position..<min(position + 300, bytes.count)]
          #expect(head.firstRange(of: mark) != nil, "part \(index)")
          let begin = try #require(head.firstRange(of: end)?.upperBound, "part \(index)")
          position = begin + 1_400_001
          try #require(position < bytes.count)
          #expect(bytes[begin..<position].elementsEqual(content[place...(place + 1_400_000)]))
        }
      }
      #expect(
        eventually { held(by: server).count <= before.count },
        "\(held(by: server)), before it \(before)\n\(server.log)")
    }

    @Test(arguments: ["trapFiles", "trapAlone"]) func aThousandConnectionsGoOn(mode: String) throws {
      let (server, port) = try start(mode)
      let bombs = try bombs(2, port)
      let clients = try (0..<1000).map { _ in
        let client = try Conversation(port: port)
        #expect(try client.get("/small").status == 200)
        return client
      }
      try crash(server, by: bombs)
      for (index, client) in clients.enumerated() {
        #expect(try client.get("/small").status == 200, "connection \(index)")
      }
    }
  }
}
