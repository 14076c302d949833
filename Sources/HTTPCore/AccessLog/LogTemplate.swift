/// The format of an access log, made ready to be filled in.
///
/// A line is written in two steps, because the request's bytes are gone when its response has left:
/// ``begin(_:_:_:into:)`` copies what the request tells and leaves a zero byte for each value that is not known yet,
/// ``finish(_:_:at:into:)`` fills these in. No zero byte stands there for any other reason: control characters are escaped,
/// and refused in the template.
package struct LogTemplate: Sendable {
  /// One piece of a line; `text` is a place in the template's bytes.
  struct Piece: Sendable, BitwiseCopyable {
    let variable: LogVariable
    /// The fixed text, or the field's name.
    let text: Extent
    /// Set for the two fields that the parser knows by number.
    let known: KnownField
  }

  /// The longest line, its end included: PIPE_BUF, so that a pipe takes each line whole.
  package static let longestLine = 4096
  static let hole: UInt8 = 0

  var pieces: [Piece] = []
  var bytes: [UInt8] = []
  let isJSON: Bool
  /// Bytes that each value from the client may take.
  private(set) var valueLimit = LogTemplate.longestLine

  init(isJSON: Bool) { self.isJSON = isJSON }

  mutating func add(text: some StringProtocol) throws(LogTemplateError) {
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw .controlCharacter }
    guard !text.isEmpty else { return }
    let start = bytes.count
    bytes += text.utf8
    pieces.append(Piece(variable: .literal, text: Extent(start, bytes.count), known: .other))
  }

  mutating func add(variable name: some StringProtocol) throws(LogTemplateError) {
    if let variable = LogVariable(name: name) {
      return pieces.append(Piece(variable: variable, text: Extent(), known: .other))
    }
    guard name.hasPrefix("http_"), name.utf8.count > 5 else { throw .unknownVariable(String(name)) }
    let start = bytes.count
    bytes += name.utf8.dropFirst(5).map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0.asciiLowercased }
    let known: KnownField =
      switch name {
      case "http_referer": .referer
      case "http_user_agent": .userAgent
      default: .other
      }
    pieces.append(Piece(variable: .field, text: Extent(start, bytes.count), known: known))
  }

  /// Divides the room of a line among the values of unbounded length, after all others have had theirs.
  mutating func divideRoom() throws(LogTemplateError) {
    guard bytes.count <= Self.longestLine else { throw .tooLong }
    var (room, sharers) = (Self.longestLine - 1, 0)
    for piece in pieces {
      if piece.variable == .literal {
        room -= piece.text.count
      } else if piece.variable.isUnbounded {
        sharers += 1
      } else {
        // The longest, an IPv6 address with an IPv4 one inside, has 45.
        room -= 48
      }
    }
    valueLimit = room / max(1, sharers)
    guard valueLimit >= 64 else { throw .tooLong }
  }
}
