import HTTPCore
import LinuxIO
import Logging

/// One JSON object on a line for each message, for machines.
///
/// What a message was made from is an object of its own, `metadata`, so that no name in it can hide one of the five
/// that every line has. Numbers and truth values stay what they are.
struct JSONLogHandler: LogHandler {
  private let writer: LineWriter
  private let label: String
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info

  init(label: String, writer: LineWriter) {
    self.label = label
    self.writer = writer
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    let core =
      "{\"time\":\"\(LogTime.now())\",\"level\":\"\(event.level.rawValue)\",\"logger\":\(Self.quote(label)),"
      + "\"pid\":\(Fork.pid),\"message\":"
    let details = all.isEmpty ? "" : ",\"metadata\":\(Self.object(all, limit: Self.valueLimit))"
    let message = Self.quote("\(event.message)")
    // A line that the writer would cut is no JSON any more.
    if core.utf8.count + message.utf8.count + details.utf8.count + 2 <= LogTemplate.longestLine {
      writer.write("\(core)\(message)\(details)}")
    } else {
      let room = LogTemplate.longestLine - core.utf8.count - 32
      let cut = Self.quote("\(event.message)", limit: min(Self.valueLimit, room / 2))
      let brief = Self.object(all, limit: 128)
      let rest = core.utf8.count + cut.utf8.count + brief.utf8.count + 16 <= LogTemplate.longestLine
      writer.write(rest ? "\(core)\(cut),\"metadata\":\(brief)}" : "\(core)\(cut)}")
    }
  }

  private static let valueLimit = 2048

  private static func object(_ metadata: Logger.Metadata, limit: Int) -> String {
    let pairs = metadata.sorted { $0.key < $1.key }.map { pair in
      "\(quote(pair.key, limit: limit)):\(value(pair.value, limit: limit))"
    }
    return "{\(pairs.joined(separator: ","))}"
  }

  private static func value(_ value: Logger.Metadata.Value, limit: Int) -> String {
    switch value {
    case .string(let text): quote(text, limit: limit)
    case .array(let values): "[\(values.map { Self.value($0, limit: limit) }.joined(separator: ","))]"
    case .dictionary(let metadata): object(metadata, limit: limit)
    case .stringConvertible(let value):
      switch value {
      case let number as any BinaryInteger: "\(number)"
      case let truth as Bool: "\(truth)"
      // JSON has neither infinity nor NaN.
      case let number as Double where number.isFinite: "\(number)"
      default: quote("\(value)", limit: limit)
      }
    }
  }

  private static func quote(_ text: String, limit: Int = .max) -> String {
    var buffer = ByteBuffer(maximumCapacity: .max)
    // Cannot fail: the buffer has no limit.
    try? buffer.append(jsonString: text, limit: limit)
    // The bytes are copied while the span borrows them.
    return unsafe buffer.readable.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
