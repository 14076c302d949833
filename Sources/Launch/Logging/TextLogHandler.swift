import HTTPCore
import LinuxIO
import Logging

/// One line for each message, for people: time, level, message, and what it was made from.
struct TextLogHandler: LogHandler {
  private let writer: LineWriter
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info

  init(writer: LineWriter) { self.writer = writer }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quote("\($0.value)"))" }.joined()
    let level = event.level.rawValue.padding(to: 7)
    writer.write("\(LogTime.now()) \(level) \(Self.escape("\(event.message)"))\(pairs)")
  }

  private static func quote(_ value: String) -> String {
    let escaped = escape(value)
    return escaped.contains(" ") || escaped.contains("\"") || escaped.isEmpty ? "\"\(escaped)\"" : escaped
  }

  /// Keeps a line one line, whatever a client or a file put into it.
  private static func escape(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { LogSafety.mustEscape($0.value) || $0 == "\"" }) else {
      return text
    }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\"": result += "\\\""
      default:
        if LogSafety.mustEscape(scalar.value) {
          result += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
