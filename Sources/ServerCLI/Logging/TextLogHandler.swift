import Glibc
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
    writer.write("\(Self.timestamp()) \(level) \(Self.escape("\(event.message)"))\(pairs)")
  }

  /// RFC 3339, in UTC, with milliseconds.
  private static func timestamp() -> String {
    var now = timespec()
    var parts = unsafe tm()
    // Both live in this frame; gmtime_r fails only for years beyond an Int32.
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    unsafe gmtime_r(&now.tv_sec, &parts)
    let date = unsafe "\(parts.tm_year + 1900)-\((parts.tm_mon + 1).digits(2))-\(parts.tm_mday.digits(2))"
    let time = unsafe "\(parts.tm_hour.digits(2)):\(parts.tm_min.digits(2)):\(parts.tm_sec.digits(2))"
    return "\(date)T\(time).\(Int32(now.tv_nsec / 1_000_000).digits(3))Z"
  }

  private static func quote(_ value: String) -> String {
    let escaped = escape(value)
    return escaped.contains(" ") || escaped.contains("\"") || escaped.isEmpty ? "\"\(escaped)\"" : escaped
  }

  /// Keeps a line one line, whatever a client or a file put into it.
  private static func escape(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f || $0 == "\"" }) else {
      return text
    }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\"": result += "\\\""
      default:
        if scalar.value < 0x20 || scalar.value == 0x7f {
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

extension Int32 {
  fileprivate func digits(_ width: Int) -> String {
    let text = String(self)
    return String(repeating: "0", count: Swift.max(0, width - text.count)) + text
  }
}
