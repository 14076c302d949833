import HTTPCore
import LinuxIO
import WorkerRuntime

/// Answering with what was asked for, as far as the request's conditions let it (RFC 9110 13.2.2).
extension FileHandler {
  /// Answers with a resource from the cache.
  ///
  /// - Returns: False, with nothing written, when it is sent from a descriptor and its file has changed: its length and
  ///   tag would belong to other bytes.
  func send(
    _ resource: FileResource, _ exchange: Exchange, _ request: RequestSummary
  ) throws(ExchangeError) -> Bool {
    guard let representation = choose(resource, exchange, request) else {
      try refuse(exchange, .notAcceptable, "Vary", "Accept-Encoding")
      return true
    }
    guard representation.isUnchanged else { return false }
    try send(representation, exchange, request)
    return true
  }

  /// Answers with a resource that was just looked up.
  func sendAsFound(
    _ resource: FileResource, _ exchange: Exchange, _ request: RequestSummary
  ) throws(ExchangeError) {
    guard let representation = choose(resource, exchange, request) else {
      return try refuse(exchange, .notAcceptable, "Vary", "Accept-Encoding")
    }
    try send(representation, exchange, request)
  }

  /// Nil when the client refuses all there are, even the file as it is (RFC 9110 12.5.3).
  private func choose(
    _ resource: FileResource, _ exchange: Exchange, _ request: RequestSummary
  ) -> Representation? {
    guard request.hasAcceptEncoding else { return resource.identity }
    // Only a weight can make a client refuse the file as it is.
    guard resource.isNegotiable || exchange.hasWeightedEncodings else { return resource.identity }
    return resource.representation(for: exchange.acceptedEncodings)
  }

  private func send(
    _ representation: Representation, _ exchange: Exchange, _ request: RequestSummary
  ) throws(ExchangeError) {
    guard request.hasConditionsOrRange else { return try sendWhole(representation, exchange) }
    let outcome = exchange.evaluateConditions(
      tag: representation.tag.text, lastModified: representation.lastModified, now: FileTime.now.seconds)
    switch outcome {
    case .failed: try refuse(exchange, .preconditionFailed)
    case .notModified: try sendNotModified(representation, exchange)
    case .perform(rangeApplies: false): try sendWhole(representation, exchange)
    case .perform(rangeApplies: true): try sendRanges(representation, exchange)
    }
  }

  func sendWhole(_ representation: Representation, _ exchange: Exchange) throws(ExchangeError) {
    try representation.withResponse { bytes throws(ExchangeError) in
      if let file = representation.source {
        let region = FileRegion(file, offset: 0, count: representation.length)
        try exchange.respond(prepared: bytes, sending: region)
      } else {
        try exchange.respond(prepared: bytes, contentCount: Int(representation.length))
      }
    }
  }

  func sendContent(of representation: Representation, _ exchange: Exchange) throws(ExchangeError) {
    if let file = representation.source {
      try exchange.send(FileRegion(file, offset: 0, count: representation.length))
    } else {
      try representation.withContent { content throws(ExchangeError) in try exchange.write(content) }
    }
  }

  private func sendNotModified(_ representation: Representation, _ exchange: Exchange) throws(ExchangeError) {
    try exchange.begin(.notModified, length: 0)
    try representation.withCacheFields { lines throws(ExchangeError) in try exchange.addPrepared(lines) }
    try exchange.endHead()
  }
}
