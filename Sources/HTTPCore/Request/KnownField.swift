/// The request fields that are told apart while a head is parsed.
package enum KnownField: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  case other
  // Those the parser itself acts on come first.
  case host, connection, contentLength, transferEncoding, expect
  case range, referer, upgrade, trailer, ifMatch, ifRange, userAgent, contentType
  case ifNoneMatch, accept, acceptEncoding, ifModifiedSince, ifUnmodifiedSince

  /// Whether the field decides about routing, framing or persistence.
  @inline(__always)
  var isStructural: Bool { rawValue &- 1 < KnownField.expect.rawValue }

  /// The field with the name in `[start, end)`, without regard to case; `other` for any other name.
  ///
  /// The name is a token inside the bounds of `bytes`.
  @inline(__always)
  init(_ bytes: borrowing RawSpan, start: Int, end: Int) {
    let count = end &- start
    if count < 8 {
      self = Self.short(bytes, start, count)
    } else if count < 20 {
      self = Self.long(bytes, start, count)
    } else {
      self = .other
    }
  }

  @inline(__always)
  private static func short(_ bytes: borrowing RawSpan, _ start: Int, _ count: Int) -> KnownField {
    guard count >= 4 else { return .other }
    // Two overlapping loads cover 4 through 7 bytes. Names are tokens, in which only letters differ by 0x20.
    let head = bytes.checkedHalfWord(start) | 0x2020_2020
    let tail = bytes.checkedHalfWord(start &+ count &- 4) | 0x2020_2020
    switch (count, head, tail) {
    case (4, StaticString.four("host"), _): return .host
    case (5, StaticString.four("rang"), StaticString.four("ange")): return .range
    case (6, StaticString.four("acce"), StaticString.four("cept")): return .accept
    case (6, StaticString.four("expe"), StaticString.four("pect")): return .expect
    case (7, StaticString.four("refe"), StaticString.four("erer")): return .referer
    case (7, StaticString.four("upgr"), StaticString.four("rade")): return .upgrade
    case (7, StaticString.four("trai"), StaticString.four("iler")): return .trailer
    default: return .other
    }
  }

  @inline(__always)
  private static func long(_ bytes: borrowing RawSpan, _ start: Int, _ count: Int) -> KnownField {
    let fold: UInt64 = 0x2020_2020_2020_2020
    // Two overlapping loads cover 8 through 16 bytes.
    let head = bytes.checkedWord(start) | fold
    let tail = bytes.checkedWord(start &+ count &- 8) | fold
    switch count {
    case 8:
      if head == StaticString.eight("if-match") { return .ifMatch }
      if head == StaticString.eight("if-range") { return .ifRange }
    case 10:
      if head == StaticString.eight("connecti"), tail == StaticString.eight("nnection") { return .connection }
      if head == StaticString.eight("user-age"), tail == StaticString.eight("er-agent") { return .userAgent }
    case 12:
      if head == StaticString.eight("content-"), tail == StaticString.eight("ent-type") {
        return .contentType
      }
    case 13:
      if head == StaticString.eight("if-none-"), tail == StaticString.eight("ne-match") {
        return .ifNoneMatch
      }
    case 14:
      if head == StaticString.eight("content-"), tail == StaticString.eight("t-length") {
        return .contentLength
      }
    case 15:
      if head == StaticString.eight("accept-e"), tail == StaticString.eight("encoding") {
        return .acceptEncoding
      }
    case 17:
      let middle = bytes.checkedWord(start &+ 8) | fold
      if head == StaticString.eight("if-modif"), middle == StaticString.eight("ied-sinc"),
        tail == StaticString.eight("ed-since")
      {
        return .ifModifiedSince
      }
      if head == StaticString.eight("transfer"), middle == StaticString.eight("-encodin"),
        tail == StaticString.eight("encoding")
      {
        return .transferEncoding
      }
    case 19:
      let middle = bytes.checkedWord(start &+ 8) | fold
      if head == StaticString.eight("if-unmod"), middle == StaticString.eight("ified-si"),
        tail == StaticString.eight("ed-since")
      {
        return .ifUnmodifiedSince
      }
    default: break
    }
    return .other
  }
}
