import HTTPCore

/// How far a request's body has been read.
struct RequestBody {
  var decoder: BodyDecoder?
  /// Bytes behind the head in the workspace's input that belong to the body or to what follows it, and how many of
  /// them are decoded.
  var buffered = 0
  var decoded = 0
  /// Whether the client waits for 100 before it sends the body.
  var awaitsContinue = false
  /// Content read so far, in bytes.
  var count: UInt64 = 0
  var isBeingRead = false

  init() {}

  init(_ head: borrowing RequestHead, buffered: Int, limits: RequestLimits) throws(RequestError) {
    self.buffered = buffered
    guard head.framing != .none else { return }
    decoder = try BodyDecoder(framing: head.framing, limits: limits)
    awaitsContinue = head.expectsContinue && buffered == 0
  }

  var isComplete: Bool { decoder?.isComplete ?? true }
}
