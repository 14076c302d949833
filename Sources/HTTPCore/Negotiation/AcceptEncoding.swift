/// What an Accept-Encoding field prefers, RFC 9110 12.5.3.
package struct AcceptEncoding: Equatable, Sendable {
  // Weights in thousandths; nil for codings the field does not mention.
  private var identity: UInt16?
  private var gzip: UInt16?
  private var deflate: UInt16?
  private var brotli: UInt16?
  private var zstd: UInt16?
  private var others: UInt16?

  /// Preferences without a field: only identity is sure to be understood.
  package init() {}

  /// Reads the value of a field. Elements with a syntax error are skipped.
  package init(_ value: borrowing RawSpan) {
    take(value)
  }

  /// Adds the elements of a further line of the field. Of several weights for one coding the last counts.
  package mutating func take(_ value: borrowing RawSpan) {
    var list = ListCursor(0, value.byteCount)
    while let element = list.next(value) {
      if !element.isEmpty { takeElement(value, element) }
    }
  }

  /// How welcome a coding is, in thousandths: 0 for not at all, 1000 at most.
  ///
  /// Identity is acceptable unless it is excluded by name or by `*;q=0`.
  package func weight(of coding: ContentCoding) -> UInt16 {
    switch coding {
    case .identity: identity ?? (others == 0 ? 0 : others ?? 1)
    case .gzip: gzip ?? others ?? 0
    case .deflate: deflate ?? others ?? 0
    case .brotli: brotli ?? others ?? 0
    case .zstd: zstd ?? others ?? 0
    }
  }

  private mutating func takeElement(_ value: borrowing RawSpan, _ element: Extent) {
    var end = element.start
    while end < element.end, value.byte(end).isToken { end &+= 1 }
    guard end > element.start, let weight = Weight.parse(value, end, element.end) else { return }
    let name = Extent(element.start, end)
    if value.equalsIgnoringCase(name, "gzip") || value.equalsIgnoringCase(name, "x-gzip") {
      gzip = weight
    } else if value.equalsIgnoringCase(name, "br") {
      brotli = weight
    } else if value.equalsIgnoringCase(name, "zstd") {
      zstd = weight
    } else if value.equalsIgnoringCase(name, "deflate") {
      deflate = weight
    } else if value.equalsIgnoringCase(name, "identity") {
      identity = weight
    } else if value.equalsIgnoringCase(name, "*") {
      others = weight
    }
  }
}
