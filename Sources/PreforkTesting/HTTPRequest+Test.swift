import HTTPTypes

extension HTTPRequest {
  /// What a client would ask of a server on its own machine.
  init(toTest method: Method, _ target: String, _ headerFields: HTTPFields) {
    self.init(
      method: method, scheme: "http", authority: "localhost", path: target, headerFields: headerFields)
  }
}
