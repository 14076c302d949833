#if Hummingbird
  import HTTPTypes
  import Hummingbird
  import HummingbirdCore
  import Logging
  import NIOCore
  import NIOHTTP1
  import PreforkNIO

  /// Answers requests as `ApplicationProtocol.run()` has it done, and tells the scoreboard of them.
  struct ApplicationResponder<App: ApplicationProtocol>: Sendable {
    private let responder: App.Responder
    private let logger: Logger
    private let serverName: String?
    private let date = DateHeader()

    init(_ application: App, _ responder: App.Responder) {
      self.responder = responder
      logger = application.logger
      serverName = application.configuration.serverName
    }

    func respond(
      to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel
    ) async throws {
      let connection = CurrentConnection.value
      // A stream of HTTP/2 has a channel of its own, whose parent is the connection.
      let isStream = channel.parent != nil
      let ticket = connection?.begin(Self.summary(of: request), isStream: isStream)
      var status: Int?
      defer { if let connection, let ticket { connection.end(ticket, status: status) } }
      var response = try await answer(request, on: channel)
      response.headers[.date] = date.text
      if let serverName { response.headers[.server] = serverName }
      if let connection, connection.endsWithThisResponse(), !isStream {
        response.headers[.connection] = "close"
      }
      do {
        try await writer.write(response: response.head, body: response.body)
        status = response.status.code
      } catch is HTTPParserError {
        // Passed on it would bring a second response: that to a request that cannot be parsed.
        throw BrokenRequestBody()
      }
    }

    private func answer(_ request: Request, on channel: any Channel) async throws -> Response {
      var logger = logger
      logger[metadataKey: "hb.request.id"] = .stringConvertible(RequestID())
      return try await withLogger(logger) { logger in
        let context = App.Responder.Context(source: .init(channel: channel, logger: logger))
        do {
          return try await responder.respond(to: request, context: context)
        } catch let error as HTTPParserError {
          throw error
        } catch {
          logger.debug("Unrecognised Error", metadata: ["error.type": "\(error)"])
          return Response(status: .internalServerError, body: .init())
        }
      }
    }

    /// Method and target, as much as the scoreboard has room for.
    private static func summary(of request: Request) -> [UInt8] {
      var text = Array(request.method.rawValue.utf8)
      text.append(UInt8(ascii: " "))
      text.append(contentsOf: (request.head.path ?? "").utf8)
      return text
    }
  }

  /// A request's body turned out to be no HTTP while the response was written.
  private struct BrokenRequestBody: Error {}
#endif
