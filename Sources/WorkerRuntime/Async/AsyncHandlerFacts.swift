/// What the engine wants to know of an async handler, which it never calls itself.
struct AsyncHandlerFacts: RequestHandler {
  let allowedMethods: StaticString

  func respond(to exchange: Exchange) throws(ExchangeError) { throw .outOfOrder }
}
