import HTTPTypes
import Prefork
import PreforkTesting
import Testing

@Suite("A handler, in memory")
struct HandlerTests {
  @Test func answersWithTextAndItsType() {
    let answer = ClosureHandler { _ in .text("Hello") }.answer(to: .get, "/")
    #expect(answer.status == .ok && answer.text == "Hello" && !answer.isCutShort)
    #expect(answer.headerFields[.contentType] == "text/plain; charset=utf-8")
  }

  @Test func seesTheTargetInItsParts() {
    let handler = ClosureHandler { request in
      let parts = request.pathComponents
      guard request.method == .get, parts.count == 2, parts[0] == "orders" else {
        throw HTTPError(.notFound)
      }
      return .text(
        "\(parts[1]) \(request.query["sort"] ?? "-") \(request.query.values(of: "tag")) \(request.path)")
    }
    let answer = handler.answer(to: .get, "/orders/a%20b%2Fc?tag=1&sort=up+down&tag=%32&%zz")
    #expect(answer.text == "a b/c up down [\"1\", \"2\"] /orders/a%20b%2Fc")
    #expect(handler.answer(to: .post, "/orders/1").status == .notFound)
    #expect(handler.answer(to: .get, "/").status == .notFound)
  }

  @Test func readsTheContentPieceByPiece() {
    let handler = ClosureHandler { request in
      var sizes: [Int] = []
      while let piece = try request.body.read() { sizes.append(piece.count) }
      return .text("\(sizes)")
    }
    let head = HTTPRequest(method: .put, scheme: "http", authority: "a", path: "/")
    #expect(handler.answer(to: head, body: [[1, 2], [], [3]]).text == "[2, 1]")
  }

  @Test func refusesContentBeyondItsLimit() {
    let handler = ClosureHandler { .text(try $0.body.text(upTo: 3)) }
    #expect(handler.answer(to: .post, "/", body: "abc".utf8).text == "abc")
    #expect(handler.answer(to: .post, "/", body: "abcd".utf8).status == .contentTooLarge)
    let head = HTTPRequest(method: .put, scheme: "http", authority: "a", path: "/")
    #expect(handler.answer(to: head, body: [[1, 2], [3, 4]]).status == .contentTooLarge)
  }

  @Test func anErrorThatKnowsItsStatusIsToldAndOthersAreNot() {
    struct Teapot: HTTPResponseError {
      var status: HTTPResponse.Status { HTTPResponse.Status(code: 418, reasonPhrase: "I'm a teapot") }
      var headerFields: HTTPFields { [.retryAfter: "5"] }
      var message: String? { "short and stout" }
    }
    struct Secret: Error {}
    let known = ClosureHandler { _ in throw Teapot() }.answer(to: .get, "/")
    #expect(known.status.code == 418 && known.text == "short and stout\n")
    #expect(known.headerFields[.retryAfter] == "5")
    let unknown = ClosureHandler { _ in throw Secret() }.answer(to: .get, "/")
    #expect(unknown.status == .internalServerError && !unknown.text.contains("Secret"))
    let plain = ClosureHandler { _ in throw HTTPError(.forbidden) }.answer(to: .get, "/")
    #expect(plain.text == "403 Forbidden\n")
  }

  @Test func aStatusThatEndsNoRequestIsAFault() {
    #expect(ClosureHandler { _ in .status(.continue) }.answer(to: .get, "/").status == .internalServerError)
  }

  @Test func writesAStream() {
    let handler = ClosureHandler { _ in
      .stream(headerFields: [.contentType: "text/csv"]) { writer in
        for row in 1...3 { try writer.write("\(row),") }
        try writer.write([UInt8(ascii: "."), UInt8(ascii: ".")].lazy.map { $0 })
        try writer.flush()
      }
    }
    #expect(handler.answer(to: .get, "/").text == "1,2,3,..")
    #expect(handler.answer(to: .head, "/").body.isEmpty)
  }

  @Test func aStreamThatFailsOrHasAnotherLengthIsCutShort() {
    let failing = ClosureHandler { _ in
      .stream { writer in
        try writer.write("a")
        throw HTTPError(.badGateway)
      }
    }
    let answer = failing.answer(to: .get, "/")
    #expect(answer.isCutShort && answer.text == "a")
    let short = ClosureHandler { _ in .stream(length: 2) { try $0.write("a") } }
    #expect(short.answer(to: .get, "/").isCutShort)
  }

  @Test func sendsAFile() throws {
    let handler = ClosureHandler { request in try .file(request.path, type: "text/x-file") }
    let answer = handler.answer(to: .get, "/proc/self/../../etc/hostname")
    #expect(answer.status == .ok || answer.status == .notFound)
    #expect(handler.answer(to: .get, "/etc").status == .forbidden)
    #expect(handler.answer(to: .get, "/no/such/file").status == .notFound)
    let own = handler.answer(to: .get, #filePath)
    #expect(own.text.contains("sendsAFile") && own.headerFields[.contentType] == "text/x-file")
  }

  @Test func redirectsAndKeepsWhatItIsTold() {
    let answer = ClosureHandler { request in
      request.client?.host == "192.0.2.7" ? .redirect(to: "/b", status: .found) : .status(.noContent)
    }
    #expect(answer.answer(to: .get, "/").status == .noContent)
    let elsewhere = answer.answer(to: .get, "/", client: Client(host: "192.0.2.7", port: 1))
    #expect(elsewhere.status == .found && elsewhere.headerFields[.location] == "/b")
  }
}
