import HTTPCore
import LinuxIO

/// A file's content in one coding, with all that is said of it in a response's head, ready to be copied there.
final class Representation {
  let coding: ContentCoding
  /// The value of Content-Type.
  let type: String
  let tag: EntityTag
  /// Seconds since the epoch; nil while that lies in the future, RFC 9110 8.8.2.1.
  let lastModified: Int64?
  /// Bytes of the content.
  let length: UInt64
  /// Whether its file would carry another time if it were changed now; see ``LinuxIO/FileTime/isPast(at:)``.
  let isSettled: Bool

  /// The file's status when it was opened.
  private let status: FileStatus
  /// Where the content is read from; nil for one in memory.
  let source: OpenFile?
  /// Field lines, then the empty line and the content if that is small: Content-Length of the whole, Content-Type, what
  /// else describes the content, what describes the response to caches, empty line, content.
  private let bytes: ByteBuffer
  private let lengthEnd: Int
  private let typeEnd: Int
  private let descriptionEnd: Int
  private let fieldsEnd: Int
  private let contentStart: Int

  /// What decides about the field lines beside the file itself.
  struct Traits {
    let type: String
    let cacheControl: String?
    /// Whether other clients may get another representation, RFC 9110 12.5.5.
    let varies: Bool
  }

  /// The whole content is `content`, unless it is to be read from `file`; `now` is the time at which `status` was asked
  /// for.
  init(
    _ coding: ContentCoding, _ traits: Traits, _ status: FileStatus, content: borrowing RawSpan,
    file: OpenFile?,
    now: FileTime
  ) throws(ResponseError) {
    self.coding = coding
    type = traits.type
    self.status = status
    source = file
    isSettled = status.changed.isPast(at: now)
    length = file == nil ? UInt64(content.byteCount) : status.size
    lastModified = status.modified <= now ? status.modified.seconds : nil
    tag = EntityTag(
      size: length, seconds: status.modified.seconds, nanoseconds: status.modified.nanoseconds,
      isWeak: !isSettled, coding: coding)

    var bytes = ByteBuffer(maximumCapacity: .max)
    _ = bytes.reserve(content.byteCount + 512)
    do throws(BufferFull) { try bytes.append(contentLength: length) } catch { throw .bufferFull }
    lengthEnd = bytes.readableCount
    try bytes.appendField(name: "Content-Type", value: traits.type)
    typeEnd = bytes.readableCount
    if coding != .identity { try bytes.appendField("Content-Encoding", coding.token) }
    try bytes.appendField("Accept-Ranges", "bytes")
    descriptionEnd = bytes.readableCount
    try bytes.appendField("ETag", tag.text)
    if let lastModified { try bytes.appendField("Last-Modified", date: HTTPDate.text(seconds: lastModified)) }
    if let value = traits.cacheControl { try bytes.appendField(name: "Cache-Control", value: value) }
    if traits.varies { try bytes.appendField("Vary", "Accept-Encoding") }
    fieldsEnd = bytes.readableCount
    try bytes.endHead()
    contentStart = bytes.readableCount
    do throws(BufferFull) { try bytes.append(content) } catch { throw .bufferFull }
    self.bytes = bytes
  }

  /// Whether the descriptor it is read from still tells the same file; one in memory cannot change.
  var isUnchanged: Bool {
    guard let source else { return true }
    guard let now = try? source.status() else { return false }
    return now == status
  }

  /// Lends the field lines of a 206 response with one part.
  func withFields<Failure: Error>(_ body: (borrowing RawSpan) throws(Failure) -> Void) throws(Failure) {
    try Self.lend(bytes, lengthEnd..<fieldsEnd, body)
  }

  /// Lends the Content-Type line.
  func withType<Failure: Error>(_ body: (borrowing RawSpan) throws(Failure) -> Void) throws(Failure) {
    try Self.lend(bytes, lengthEnd..<typeEnd, body)
  }

  /// Lends the field lines beside Content-Type.
  func withFieldsBesideType<Failure: Error>(_ body: (borrowing RawSpan) throws(Failure) -> Void)
    throws(Failure)
  {
    try Self.lend(bytes, typeEnd..<fieldsEnd, body)
  }

  /// Lends the field lines of a 304 response, RFC 9110 15.4.5.
  func withCacheFields<Failure: Error>(_ body: (borrowing RawSpan) throws(Failure) -> Void) throws(Failure) {
    try Self.lend(bytes, descriptionEnd..<fieldsEnd, body)
  }

  /// Lends what is prepared of a 200 response: all of it for one in memory, else up to the content.
  func withResponse<Failure: Error>(
    _ body: (borrowing RawSpan) throws(Failure) -> Void
  ) throws(Failure) {
    try Self.lend(bytes, 0..<bytes.readableCount, body)
  }

  /// Lends the content of one in memory.
  func withContent<Failure: Error>(_ body: (borrowing RawSpan) throws(Failure) -> Void) throws(Failure) {
    try Self.lend(bytes, contentStart..<bytes.readableCount, body)
  }

  /// A span borrows the variable it is taken from, and a function's parameter is one.
  private static func lend<Failure: Error>(
    _ bytes: borrowing ByteBuffer, _ range: Range<Int>, _ body: (borrowing RawSpan) throws(Failure) -> Void
  ) throws(Failure) {
    try body(bytes.readable.extracting(range))
  }
}
