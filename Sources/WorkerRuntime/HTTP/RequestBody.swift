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
  /// Where the body is if it was received before the handler was called.
  var store: BodyStore?

  init() {}

  /// A body that comes while it is read.
  init(_ head: borrowing RequestHead, buffered: Int, limits: RequestLimits) throws(RequestError) {
    self.buffered = buffered
    guard head.hasContent else { return }
    decoder = try BodyDecoder(framing: head.framing, limits: limits)
    awaitsContinue = head.expectsContinue && buffered == 0
  }

  /// A body that has come whole, of which the last `decoded` bytes are still in the input.
  init(_ store: BodyStore, decoded: Int) {
    self.store = store
    self.decoded = decoded
  }

  /// Whether it is that of a request with content. If not it does for any other request without.
  var hasContent: Bool { decoder != nil || store != nil }

  /// Whether nothing is left to be received.
  var isComplete: Bool { decoder?.isComplete ?? true }
}
