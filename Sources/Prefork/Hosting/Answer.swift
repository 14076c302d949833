import HTTPTypes
import Logging
import WorkerRuntime

/// What becomes of a handler's call: its response, or the one that its error stands for.
struct Answer {
  let response: Response
  /// Why there is nobody to answer, or what the server answers itself.
  let cause: ExchangeError?

  /// Calls a handler, and logs an error of which the client is not to know.
  init(_ request: Request, _ handler: () throws -> Response) {
    do {
      let response = try handler()
      guard (200...599).contains(response.status.code) else {
        request.logger.error(
          "a response has a status that ends no request",
          metadata: ["request": "\(request.summary)", "status": "\(response.status.code)"])
        self.init(Self.plain(.internalServerError, nil))
        return
      }
      self.init(response)
    } catch let error as BodyError {
      self.init(Self.plain(.badRequest, nil), cause: error.cause)
    } catch let error as any HTTPResponseError {
      let status = (200...599).contains(error.status.code) ? error.status : .internalServerError
      var response = Self.plain(status, error.message)
      response.headerFields.append(contentsOf: error.headerFields)
      self.init(response)
    } catch {
      request.logger.error(
        "a handler failed", metadata: ["request": "\(request.summary)", "error": "\(error)"])
      self.init(Self.plain(.internalServerError, nil))
    }
  }

  private init(_ response: Response, cause: ExchangeError? = nil) {
    self.response = response
    self.cause = cause
  }

  private static func plain(_ status: HTTPResponse.Status, _ message: String?) -> Response {
    .text("\(message ?? "\(status.code) \(status.reasonPhrase)")\n", status: status)
  }
}
