/// What answers requests, one at a time in each worker.
package protocol RequestHandler {
  /// The methods it answers, as the Allow field lists them (RFC 9110 10.2.1): sent with `OPTIONS *` and with 405.
  var allowedMethods: StaticString { get }

  /// Whether it reads any request's body. Where it does not a worker of many connections, which receives a body before
  /// it calls the handler, keeps nothing of it and invites none.
  var readsBodies: Bool { get }

  /// Answers the request of `exchange`.
  ///
  /// An exchange that is left without a response is answered with 500.
  ///
  /// - Throws: What the exchange threw; the connection then closes.
  func respond(to exchange: Exchange) throws(ExchangeError)
}

extension RequestHandler {
  package var readsBodies: Bool { true }
}
