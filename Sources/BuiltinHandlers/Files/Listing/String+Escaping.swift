import HTTPCore

extension String {
  /// Fit for the text and the quoted attributes of an HTML page.
  ///
  /// Control characters, which browsers ignore or refuse, are replaced.
  var htmlEscaped: String {
    var escaped = ""
    escaped.reserveCapacity(utf8.count)
    for character in unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\0"..<" ", "\u{7f}"..<"\u{a0}": escaped.unicodeScalars.append("\u{fffd}")
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }

  /// As a path of a URI that stands for it.
  var percentEncoded: String {
    var buffer = ByteBuffer(maximumCapacity: .max)
    // The bytes of a string are initialised, and a buffer without limit is never full.
    try? buffer.append(percentEncoded: unsafe utf8.span.bytes)
    return String(decoding: buffer.readable.bytes, as: UTF8.self)
  }
}
