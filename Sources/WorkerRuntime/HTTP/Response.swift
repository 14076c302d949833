package import HTTPCore

/// A handler's answer.
package struct Response: ~Copyable {
  package var status: Status
  /// Further fields; what frames the message is added by the connection.
  package var fields: [(name: StaticString, value: String)]
  package var body: ResponseBody

  package init(
    _ status: Status, fields: [(name: StaticString, value: String)] = [], body: consuming ResponseBody = .none
  ) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// A short text, for people.
  package static func text(_ status: Status, _ text: String) -> Response {
    Response(
      status, fields: [("content-type", "text/plain; charset=utf-8")], body: .bytes(Array((text + "\n").utf8))
    )
  }

  /// The status's own reason phrase as a text.
  package static func plain(_ status: Status) -> Response {
    .text(status, "\(status.code) \(status.reasonPhrase)")
  }
}
