import HTTPTypes
import Prefork
import PreforkTesting
import Testing

@Suite("An async handler, in memory")
struct AsyncHandlerTests {
  private struct Sample: AsyncRequestHandler {
    func respond(to request: AsyncRequest) async throws -> AsyncResponse {
      switch request.path {
      case "/sizes":
        var sizes: [Int] = []
        for try await piece in request.body { sizes.append(piece.count) }
        return .text("\(sizes) \(request.body.length.map { "\($0)" } ?? "-")")
      case "/limited": return .text("\(try await request.body.collect(upTo: 3).count)")
      case "/stream":
        return .stream(length: UInt64(request.query["length"] ?? "")) { writer in
          for number in 1...3 {
            await Task.yield()
            try await writer.write("\(number) ")
          }
          try await writer.flush()
        }
      case "/broken":
        return .stream { writer in
          try await writer.write("begun")
          throw HTTPError(.conflict)
        }
      case "/client": return .text("\(request.client?.host ?? "-") \(request.id)")
      case "/secret": throw CancellationError()
      default: throw HTTPError(.notFound, "nothing here")
      }
    }
  }

  @Test func readsTheContentPieceByPiece() async {
    let head = HTTPRequest(method: .put, scheme: "http", authority: "a", path: "/sizes")
    #expect(await Sample().answer(to: head, body: [[1, 2], [], [3]]).text == "[2, 1] 3")
    #expect(await Sample().answer(to: .get, "/sizes").text == "[] -")
    #expect(await Sample().answer(to: .post, "/limited", body: "abcd".utf8).status == .contentTooLarge)
  }

  @Test func whatIsStreamedIsKept() async {
    let answer = await Sample().answer(to: .get, "/stream")
    #expect(answer.status == .ok && answer.text == "1 2 3 " && !answer.isCutShort)
    #expect(await Sample().answer(to: .head, "/stream").body.isEmpty)
    #expect(await !Sample().answer(to: .get, "/stream?length=6").isCutShort)
    #expect(await Sample().answer(to: .get, "/stream?length=7").isCutShort)
    let broken = await Sample().answer(to: .get, "/broken")
    #expect(broken.text == "begun" && broken.isCutShort)
  }

  @Test func errorsAreToldAsAClientSeesThem() async {
    let missing = await Sample().answer(to: .get, "/")
    #expect(missing.status == .notFound && missing.text == "nothing here\n")
    #expect(await Sample().answer(to: .get, "/secret").status == .internalServerError)
  }

  @Test func theRequestSaysWhereItClaimsToComeFrom() async {
    let client = Client(host: "192.0.2.7", port: 9)
    #expect(await Sample().answer(to: .get, "/client", client: client).text == "192.0.2.7 0.0.1")
    #expect(await Sample().answer(to: .get, "/client", client: nil).text == "- 0.0.1")
  }

  @Test func aWorkerForTestsIsThisProcess() {
    let worker = Worker.test(number: 7, generation: 2)
    #expect(worker.number == 7 && worker.generation == 2 && worker.pid > 1)
  }
}
