/// The request fields that are told apart while a head is parsed.
package enum KnownField: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  case other
  case host, range, expect, referer, upgrade, trailer
  case ifMatch, ifRange, connection, userAgent, contentType
  case ifNoneMatch, contentLength, acceptEncoding
  case ifModifiedSince, transferEncoding, ifUnmodifiedSince

  /// The field with the name in `[start, end)`, without regard to case; `other` for any other name.
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
    let head = bytes.halfWord(start) | 0x2020_2020
    let tail = bytes.halfWord(start &+ count &- 4) | 0x2020_2020
    switch (count, head, tail) {
    case (4, four("host"), _): return .host
    case (5, four("rang"), four("ange")): return .range
    case (6, four("expe"), four("pect")): return .expect
    case (7, four("refe"), four("erer")): return .referer
    case (7, four("upgr"), four("rade")): return .upgrade
    case (7, four("trai"), four("iler")): return .trailer
    default: return .other
    }
  }

  @inline(__always)
  private static func long(_ bytes: borrowing RawSpan, _ start: Int, _ count: Int) -> KnownField {
    let fold: UInt64 = 0x2020_2020_2020_2020
    // Two overlapping loads cover 8 through 16 bytes.
    let head = bytes.word(start) | fold
    let tail = bytes.word(start &+ count &- 8) | fold
    switch count {
    case 8:
      if head == eight("if-match") { return .ifMatch }
      if head == eight("if-range") { return .ifRange }
    case 10:
      if head == eight("connecti"), tail == eight("nnection") { return .connection }
      if head == eight("user-age"), tail == eight("er-agent") { return .userAgent }
    case 12:
      if head == eight("content-"), tail == eight("ent-type") { return .contentType }
    case 13:
      if head == eight("if-none-"), tail == eight("ne-match") { return .ifNoneMatch }
    case 14:
      if head == eight("content-"), tail == eight("t-length") { return .contentLength }
    case 15:
      if head == eight("accept-e"), tail == eight("encoding") { return .acceptEncoding }
    case 17:
      let middle = bytes.word(start &+ 8) | fold
      if head == eight("if-modif"), middle == eight("ied-sinc"), tail == eight("ed-since") {
        return .ifModifiedSince
      }
      if head == eight("transfer"), middle == eight("-encodin"), tail == eight("encoding") {
        return .transferEncoding
      }
    case 19:
      let middle = bytes.word(start &+ 8) | fold
      if head == eight("if-unmod"), middle == eight("ified-si"), tail == eight("ed-since") {
        return .ifUnmodifiedSince
      }
    default: break
    }
    return .other
  }

  /// The eight bytes of a literal as ``Swift/RawSpan/word(_:)`` loads them; folded to a constant by -O.
  @inline(__always)
  private static func eight(_ text: StaticString) -> UInt64 {
    assert(text.utf8CodeUnitCount == 8)
    // Every caller passes a literal of eight bytes, and a literal lives as long as the program.
    return unsafe UInt64(
      littleEndian: UnsafeRawPointer(text.utf8Start).loadUnaligned(as: UInt64.self))
  }

  /// The four bytes of a literal as ``Swift/RawSpan/halfWord(_:)`` loads them.
  @inline(__always)
  private static func four(_ text: StaticString) -> UInt32 {
    assert(text.utf8CodeUnitCount == 4)
    // Every caller passes a literal of four bytes, and a literal lives as long as the program.
    return unsafe UInt32(
      littleEndian: UnsafeRawPointer(text.utf8Start).loadUnaligned(as: UInt32.self))
  }
}
