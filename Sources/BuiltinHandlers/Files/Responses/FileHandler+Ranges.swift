import HTTPCore
import LinuxIO
import WorkerRuntime

/// Answering with parts, RFC 9110 14.
extension FileHandler {
  func sendRanges(_ representation: Representation, _ exchange: Exchange) throws(ExchangeError) {
    switch exchange.requestedRanges(length: representation.length) {
    case .ignored: try sendWhole(representation, exchange)
    case .unsatisfiable: try refuseRange(representation, exchange)
    case .satisfiable(let ranges) where ranges.count == 1: try sendOne(ranges[0], representation, exchange)
    case .satisfiable(let ranges): try sendSeveral(ranges, representation, exchange)
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
    try exchange.begin(.partialContent, length: range.count)
    try representation.withFields { lines throws(ExchangeError) in try exchange.addPrepared(lines) }
    try exchange.addContentRange(range, length: representation.length)
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
    for index in 0..<ranges.count {
      try parts.withHead(of: index) { head throws(ExchangeError) in try exchange.write(head) }
      if let file = representation.source {
        let range = ranges[index]
        try exchange.send(FileRegion(file, offset: range.first, count: range.count))
      } else {
        try write(ranges[index], representation, exchange)
      }
    }
    try parts.withEnd { end throws(ExchangeError) in try exchange.write(end) }
  }
}
