import HTTPCore
import WorkerRuntime

/// Answering with an error, on a page of the site's own if there is one.
extension FileHandler {
  func refuse(
    _ exchange: Exchange, _ status: Status, _ name: StaticString, _ value: StaticString
  ) throws(ExchangeError) {
    var line = ByteBuffer(maximumCapacity: 256)
    do throws(ResponseError) { try line.appendField(name, value) } catch { throw .malformedField(error) }
    try refuse(exchange, status, fields: line.readable)
  }

  /// `fields` are further field lines, ready to be sent.
  func refuse(
    _ exchange: Exchange, _ status: Status, fields: borrowing RawSpan = RawSpan()
  ) throws(ExchangeError) {
    if let path = errorPages[status.code], let page = resource(at: path) {
      return try send(page.identity, as: status, exchange, fields: fields)
    }
    let text = "\(status.code) \(status.reasonPhrase)\n"
    try exchange.begin(status, length: UInt64(text.utf8.count))
    try exchange.addField("Content-Type", "text/plain; charset=utf-8")
    try exchange.addPrepared(fields)
    try exchange.endHead()
    // The bytes of a string are initialised.
    try unsafe exchange.write(text.utf8.span.bytes)
  }

  /// Neither validators nor what caches are told about the page as a file belong to it as an error.
  private func send(
    _ page: Representation, as status: Status, _ exchange: Exchange, fields: borrowing RawSpan
  ) throws(ExchangeError) {
    try exchange.begin(status, length: page.length)
    try page.withType { lines throws(ExchangeError) in try exchange.addPrepared(lines) }
    try exchange.addPrepared(fields)
    try exchange.endHead()
    try sendContent(of: page, exchange)
  }
}
