package import HTTPCore

/// What every handler of files wants to know of a request's head, copied out of it.
///
/// ``Exchange/head`` lends the head itself, for which a caller in another module pays with a coroutine and the memory of
/// its frame, each time.
package struct RequestSummary: Sendable {
  package let method: HTTPCore.Method
  /// See ``HTTPCore/RequestHead/path``.
  package let path: Extent
  /// Whether it has the Accept-Encoding field.
  package let hasAcceptEncoding: Bool
  /// See ``HTTPCore/RequestHead/hasConditionsOrRange``.
  package let hasConditionsOrRange: Bool

  init(_ head: borrowing RequestHead) {
    method = head.method
    path = head.path
    hasAcceptEncoding = head.has(.acceptEncoding)
    hasConditionsOrRange = head.hasConditionsOrRange
  }
}

extension Exchange {
  /// The request's method.
  package var method: HTTPCore.Method { workspace.parser.head.method }

  /// Whether the request has that field.
  package func hasField(_ known: KnownField) -> Bool { workspace.parser.head.has(known) }

  /// The request in brief.
  package var summary: RequestSummary { RequestSummary(workspace.parser.head) }
}
