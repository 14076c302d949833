import HTTPTypes
import Logging
import WorkerRuntime

/// What becomes of a handler's call: its response, or the one that its error stands for.
struct Answer<Content: ReplyContent> {
  let response: Reply<Content>
  /// Why there is nobody to answer, or what the server answers itself.
  let cause: ExchangeError?

  /// What a handler returned.
  init(_ response: Reply<Content>, to request: some RequestFacts) {
    guard (200...599).contains(response.status.code) else {
      request.logger.error(
        "a response has a status that ends no request",
        metadata: ["request": "\(request.summary)", "status": "\(response.status.code)"])
      self.init(Self.plain(.internalServerError, nil), cause: nil)
      return
    }
    self.init(response, cause: nil)
  }

  /// What a handler threw. An error of which the client is not to know is logged.
  init(_ error: any Error, to request: some RequestFacts) {
    if let error = error as? BodyError {
      self.init(Self.plain(.badRequest, nil), cause: error.cause)
    } else if let error = error as? any HTTPResponseError {
      let status = (200...599).contains(error.status.code) ? error.status : .internalServerError
      var response = Self.plain(status, error.message)
      response.headerFields.append(contentsOf: error.headerFields)
      self.init(response, cause: nil)
    } else {
      request.logger.error(
        "a handler failed", metadata: ["request": "\(request.summary)", "error": "\(error)"])
      self.init(Self.plain(.internalServerError, nil), cause: nil)
    }
  }

  /// Why a response ends in the middle. An error that is not of the connection is logged.
  static func cause(of error: any Error, in request: some RequestFacts) -> ExchangeError {
    if let error = error as? BodyError { return error.cause }
    request.logger.error(
      "a handler failed in the middle of its response",
      metadata: ["request": "\(request.summary)", "error": "\(error)"])
    return .handlerFailed
  }

  private init(_ response: Reply<Content>, cause: ExchangeError?) {
    self.response = response
    self.cause = cause
  }

  private static func plain(_ status: HTTPResponse.Status, _ message: String?) -> Reply<Content> {
    .text("\(message ?? "\(status.code) \(status.reasonPhrase)")\n", status: status)
  }
}

extension Answer<ResponseBody> {
  /// What becomes of a call.
  init(_ request: Request, _ handler: () throws -> Response) {
    do { self.init(try handler(), to: request) } catch { self.init(error, to: request) }
  }
}
