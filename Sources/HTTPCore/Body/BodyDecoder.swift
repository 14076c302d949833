/// Finds the content of a request in the bytes behind its head, RFC 9112 6 and 7.
///
/// A value without memory of its own: bytes that were consumed are never wanted again, so framing may arrive
/// in any number of pieces. Trailer fields are validated and dropped, as RFC 9110 6.5.1 allows.
package struct BodyDecoder: Sendable, BitwiseCopyable {
  enum Phase: UInt8, BitwiseCopyable {
    case length
    case sizeFirst, size
    case beforeExtension, beforeName, extensionName, beforeEquals, beforeValue, extensionToken
    case quoted, quotedPair, quotedEnd
    case sizeLineEnd
    case data, dataCarriageReturn, dataLineFeed
    case trailerStart, trailerName, trailerValue, trailerLineEnd, bodyLineEnd
    case complete
  }

  var phase: Phase
  // Content still to come: of the body in `length`, of the chunk in `data`.
  var remaining: UInt64
  // Content announced by the chunk lines so far.
  var total: UInt64 = 0
  var lineBytes = 0
  var extensionBytes = 0
  var trailerBytes = 0
  var trailerFields = 0
  let limits: RequestLimits

  /// Makes a decoder for the content of a request with the framing given.
  ///
  /// - Throws: ``RequestError/bodyTooLarge`` when the announced length is beyond the limit.
  package init(framing: Framing, limits: RequestLimits = RequestLimits()) throws(RequestError) {
    self.limits = limits
    switch framing {
    case .none:
      phase = .complete
      remaining = 0
    case .length(let length):
      guard length <= limits.body else { throw .bodyTooLarge }
      phase = length == 0 ? .complete : .length
      remaining = length
    case .chunked:
      phase = .sizeFirst
      remaining = 0
    }
  }

  /// Whether the body is over.
  package var isComplete: Bool { phase == .complete }

  /// Decodes on from where the last call stopped.
  ///
  /// Stops behind the first run of content, so callers repeat until the body is complete, or `consumed` is 0
  /// and nothing but more bytes will help. A call with bytes always consumes some, unless complete.
  ///
  /// - Parameter bytes: what follows the bytes consumed so far.
  /// - Returns: what was consumed, and what of it is content.
  /// - Throws: what is wrong with the framing. The decoder must not be used again.
  package mutating func decode(_ bytes: borrowing RawSpan) throws(RequestError) -> BodyStep {
    var index = 0
    while index < bytes.byteCount, phase != .complete {
      if phase == .length || phase == .data {
        return takeContent(bytes, index)
      }
      try takeFraming(bytes.byte(index))
      index &+= 1
    }
    return BodyStep(consumed: index, payload: Extent(index, index), isComplete: isComplete)
  }

  private mutating func takeContent(_ bytes: borrowing RawSpan, _ start: Int) -> BodyStep {
    let available = bytes.byteCount &- start
    // Extents are 32 bits wide; a longer run is handed out in pieces.
    let count = min(available, Int(clamping: remaining), Int(Int32.max) - min(start, Int(Int32.max)))
    remaining &-= UInt64(count)
    if remaining == 0 { phase = phase == .length ? .complete : .dataCarriageReturn }
    let end = start &+ count
    return BodyStep(consumed: end, payload: Extent(start, end), isComplete: isComplete)
  }

  private mutating func takeFraming(_ byte: UInt8) throws(RequestError) {
    if phase.rawValue < Phase.data.rawValue {
      try takeChunkLine(byte)
    } else if phase.rawValue < Phase.trailerStart.rawValue {
      try takeChunkEnd(byte)
    } else {
      try takeTrailer(byte)
    }
  }

  private mutating func takeChunkEnd(_ byte: UInt8) throws(RequestError) {
    if phase == .dataCarriageReturn {
      guard byte == .carriageReturn else { throw .malformedChunkEnd }
      phase = .dataLineFeed
    } else {
      guard byte == .lineFeed else { throw .malformedChunkEnd }
      phase = .sizeFirst
    }
  }
}
