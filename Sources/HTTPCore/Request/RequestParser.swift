/// An incremental parser for the head of an HTTP/1.x request, RFC 9112 2 through 3 and 5.
///
/// Every byte is looked at once, however the bytes arrive, and the outcome does not depend on how they were
/// split. Nothing is copied: the ``head`` points into the bytes it was parsed from.
package struct RequestParser: ~Copyable {
  /// The head, complete once ``parse(_:)`` has returned a count.
  package internal(set) var head = RequestHead()
  /// The limits that apply to every request.
  package let limits: RequestLimits

  enum Phase: UInt8 {
    case leadingLine, method, target, version
    case fieldStart, fieldName, blankBeforeValue, fieldValue, fieldEnd, headEnd
    case complete
  }

  var phase = Phase.leadingLine
  // Offset of the first byte not looked at yet.
  var position = 0
  // Where the request line begins: 2 behind a leading empty line.
  var lineStart = 0
  var headersStart = 0
  // Where the element being scanned begins.
  var mark = 0
  var name = Extent()
  var coding = TransferCoding()
  var connection = ConnectionOptions()
  var contentLength: UInt64 = 0
  var hasUnknownMethod = false

  /// Makes a parser ready for the first request of a connection. It allocates with the first field.
  package init(limits: RequestLimits = RequestLimits()) {
    self.limits = limits
  }

  /// Whether any byte of a request has been seen; a tolerated leading empty line alone does not count.
  package var hasStarted: Bool { phase != .leadingLine }

  /// Forgets the request and keeps the memory, for the next request on the connection.
  package mutating func reset() {
    head.reset()
    phase = .leadingLine
    position = 0
    lineStart = 0
    coding = TransferCoding()
    connection = ConnectionOptions()
    hasUnknownMethod = false
  }

  /// Gives the memory of the field table back; to be followed by ``reset()`` if a request was begun.
  package mutating func releaseMemory() {
    reset()
    head.fields.releaseMemory()
  }

  /// Reads on where the last call stopped.
  ///
  /// - Parameter bytes: all bytes of the connection from the first one of this request on; those of earlier
  ///   calls come first and are unchanged.
  /// - Returns: the number of bytes the head takes, or nil when it is not complete yet. The bytes behind it
  ///   are content or the next request. Until ``reset()`` every further call returns the same number.
  /// - Throws: what is wrong, at the first byte that proves it. The parser must not be used again.
  package mutating func parse(_ bytes: borrowing RawSpan) throws(RequestError) -> Int? {
    if phase.rawValue < Phase.fieldStart.rawValue {
      guard try parseRequestLine(bytes) else { return nil }
    }
    if phase == .complete { return position }
    return try parseFields(bytes)
  }
}
