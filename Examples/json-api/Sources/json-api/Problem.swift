import Foundation
import HTTPTypes
import Prefork

/// Why a request is not done, told as RFC 9457 has it (`application/problem+json`).
struct Problem: Error {
  let status: HTTPResponse.Status
  let detail: String
  var headerFields: HTTPFields = [:]

  static func invalid(_ detail: String) -> Problem { Problem(status: .badRequest, detail: detail) }

  static func unknown(_ what: String) -> Problem {
    Problem(status: .notFound, detail: "There is no \(what).")
  }

  static func exists(_ isbn: String) -> Problem {
    Problem(status: .conflict, detail: "There is a book \(isbn) already.")
  }

  /// RFC 9110 section 15.5.6 wants the methods that are allowed.
  static func notAllowed(_ methods: String) -> Problem {
    Problem(
      status: .methodNotAllowed, detail: "What is allowed here: \(methods).", headerFields: [.allow: methods])
  }

  func response() throws -> Response {
    struct Content: Encodable {
      let title: String
      let status: Int
      let detail: String
    }
    let content = Content(title: status.reasonPhrase, status: status.code, detail: detail)
    var response = Response.json(try JSONEncoder().encode(content), status: status)
    response.headerFields.append(contentsOf: headerFields)
    response.headerFields[.contentType] = "application/problem+json"
    return response
  }
}
