import HTTPCore
import LinuxIO
import WorkerRuntime

/// Answering with parts, RFC 9110 14.
extension FileHandler {
  /// Bytes of a file that are copied into one multipart response at most.
  ///
  /// Between its parts stand their heads, so that it cannot be left to sendfile(2) as a whole. A client that wants more
  /// at once gets the whole file: a Range field may be ignored (RFC 9110 14.2).
  static let mostCopiedBytes: UInt64 = 1 << 20

  func sendRanges(_ representation: Representation, _ exchange: Exchange) throws(ExchangeError) {
    guard let value = exchange.head.value(of: .range), !exchange.head.isRepeated(.range) else {
      return try sendWhole(representation, exchange)
    }
    switch ByteRanges.parse(exchange.headBytes.extracting(value), length: representation.length) {
    case .ignored: try sendWhole(representation, exchange)
    case .unsatisfiable: try refuseRange(representation, exchange)
    case .satisfiable(let ranges) where ranges.count == 1: try sendOne(ranges[0], representation, exchange)
    case .satisfiable(let ranges):
      guard representation.source == nil || ranges.total <= Self.mostCopiedBytes else {
        return try sendWhole(representation, exchange)
      }
      try sendSeveral(ranges, representation, exchange)
    }
  }

  private func refuseRange(_ representation: Representation, _ exchange: Exchange) throws(ExchangeError) {
    var line = ByteBuffer(maximumCapacity: 256)
    do throws(ResponseError) {
      try line.appendUnsatisfiedRange(length: representation.length)
    } catch {
      throw .malformedField(error)
    }
    try refuse(exchange, .rangeNotSatisfiable, fields: line.readable)
  }

  private func sendOne(
    _ range: ByteRange, _ representation: Representation, _ exchange: Exchange
  ) throws(ExchangeError) {
    var line = ByteBuffer(maximumCapacity: 256)
    do throws(ResponseError) {
      try line.appendContentRange(range, length: representation.length)
    } catch {
      throw .malformedField(error)
    }
    try exchange.begin(.partialContent, length: range.count)
    try representation.withFields { lines throws(ExchangeError) in try exchange.addPrepared(lines) }
    try exchange.addPrepared(line.readable)
    try exchange.endHead()
    if let file = representation.source {
      try exchange.send(FileRegion(file, offset: range.first, count: range.count))
    } else {
      try write(range, representation, exchange)
    }
  }

  private func write(
    _ range: ByteRange, _ representation: Representation, _ exchange: Exchange
  ) throws(ExchangeError) {
    try representation.withContent { content throws(ExchangeError) in
      // A range lies within the length it was parsed for, which is that of the content in memory.
      try exchange.write(content.extracting(Int(clamping: range.first)...Int(clamping: range.last)))
    }
  }

  private func sendSeveral(
    _ ranges: ByteRanges, _ representation: Representation, _ exchange: Exchange
  ) throws(ExchangeError) {
    let parts: PartHeads
    do throws(ResponseError) {
      parts = try PartHeads(ranges, type: representation.type, length: representation.length)
    } catch {
      throw .malformedField(error)
    }
    try exchange.begin(.partialContent, length: UInt64(parts.byteCount) + ranges.total)
    try exchange.addField("Content-Type", "multipart/byteranges; boundary=\(parts.boundary)")
    try representation.withFieldsBesideType { lines throws(ExchangeError) in try exchange.addPrepared(lines) }
    try exchange.endHead()
    guard exchange.head.method != .head else { return }
    for index in 0..<ranges.count {
      try parts.withHead(of: index) { head throws(ExchangeError) in try exchange.write(head) }
      if let file = representation.source {
        try copy(ranges[index], of: file, exchange)
      } else {
        try write(ranges[index], representation, exchange)
      }
    }
    try parts.withEnd { end throws(ExchangeError) in try exchange.write(end) }
  }

  private func copy(_ range: ByteRange, of file: OpenFile, _ exchange: Exchange) throws(ExchangeError) {
    var buffer = ByteBuffer(maximumCapacity: 1 << 16)
    var offset = range.first
    while offset <= range.last {
      buffer.reset()
      let wanted = Int(min(range.last - offset + 1, 1 << 16))
      var room = buffer.writable(minimum: wanted)
      let count: Int
      do throws(SystemCallError) {
        count = try file.read(wanted, at: offset, into: &room)
      } catch {
        throw .systemCall(error)
      }
      guard count == wanted else { throw .fileTruncated }
      buffer.commit(count)
      try exchange.write(buffer.readable)
      offset += UInt64(count)
    }
  }
}
