import HTTPCore

/// A text with a gap for the number of the worker that sends it.
struct Greeting: Sendable {
  /// Fields, the empty line, and the text without the gap.
  private let bytes: [UInt8]
  private let gap: Int
  private let textCount: Int

  /// - Parameters:
  ///   - type: The content's media type.
  ///   - before: What stands before the gap.
  ///   - after: What stands behind it.
  init(type: String, before: String, after: String) {
    let start = Array("Content-Type: \(type)\r\n\r\n\(before)".utf8)
    bytes = start + Array(after.utf8)
    gap = start.count
    textCount = before.utf8.count + after.utf8.count
  }

  /// The text as `worker` sends it.
  ///
  /// Each worker does this before its first answer, and in a burst while others wait: interpolation of strings would
  /// touch twenty pages that nothing else in a worker's life needs, each of them a page fault.
  func answer(of worker: Int32) throws(BufferFull) -> PreparedAnswer {
    var number = ByteBuffer(maximumCapacity: 20)
    try number.append(decimal: UInt64(worker.magnitude))
    let count = textCount + number.readableCount
    // The line that tells the length has at most 38 bytes.
    var answer = ByteBuffer(maximumCapacity: bytes.count + number.readableCount + 38)
    try answer.append(contentLength: UInt64(count))
    // An array of bytes has no padding.
    let span = unsafe bytes.span.bytes
    try answer.append(span.extracting(..<gap))
    try answer.append(number.readable)
    try answer.append(span.extracting(gap...))
    return PreparedAnswer(bytes: answer, contentCount: count)
  }
}
