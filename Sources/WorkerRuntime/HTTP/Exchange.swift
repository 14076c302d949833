package import HTTPCore
import LinuxIO

/// One request and its response, as a handler sees them.
///
/// A worker has one exchange and uses it again and again, because it serves one request at a time: nothing is allocated
/// for a request.
///
/// What each request touches many times is not checked for exclusive access while the program runs: that was nearly half
/// of what a small request costs a worker. What makes it safe is that only the worker's one thread comes here, and that
/// code of others runs in the middle of an access in one place only: what reads a body is lent its bytes, and
/// ``RequestBody/isBeingRead`` keeps it from reading on, which is all that could change them.
package final class Exchange {
  let settings: HTTPSettings
  let score: ScoreKeeper
  let workspace: Workspace
  let outbox = Outbox()
  /// Whose request it is. The loop keeps the connection while the engine is at work on it.
  @safe @exclusivity(unchecked) unowned(unsafe) var connection: Connection?
  /// Set in the classic model; see ``ClientWait``.
  weak var clientWait: (any ClientWait)? {
    didSet { waitsForClients = clientWait != nil }
  }
  /// Whether there is a ``clientWait``, without the price of a weak reference.
  private(set) var waitsForClients = false
  @safe @exclusivity(unchecked) var date = DateCache()
  // What every response of status 200 begins with in the second `openingSecond`.
  @safe @exclusivity(unchecked) var opening = ByteBuffer(maximumCapacity: 1 << 16)
  @safe @exclusivity(unchecked) var openingSecond = Int64.min
  /// Nil where no access log is kept.
  let requestLog: RequestLog?

  // The request in hand.
  @safe @exclusivity(unchecked) var headLength = 0
  @safe @exclusivity(unchecked) var body = RequestBody()
  @safe @exclusivity(unchecked) var bodyBuffer = ByteBuffer(maximumCapacity: 1 << 16)

  // Its response.
  @safe @exclusivity(unchecked) var response = ResponseState.none
  /// Whether a handler is at work on a request.
  @safe @exclusivity(unchecked) var isInHand = false
  /// The status it began with, 0 before.
  @safe @exclusivity(unchecked) var status = 0
  @safe @exclusivity(unchecked) var persists = true
  @safe @exclusivity(unchecked) var omitsContent = false
  /// Where the response begins among the bytes that wait to be sent, nil once some of it may have been sent.
  @safe @exclusivity(unchecked) var responseMark: Int?
  /// Where the response and its content begin, where an access log wants to know; see ``Outbox/position``.
  @safe @exclusivity(unchecked) var responseStart: UInt64 = 0
  @safe @exclusivity(unchecked) var contentStart: UInt64 = 0

  init(settings: HTTPSettings, score: ScoreKeeper, requestLog: RequestLog?) {
    self.settings = settings
    self.requestLog = requestLog
    self.score = score
    workspace = Workspace(limits: settings.limits)
  }

  /// What the request's head says, as places in ``headBytes``.
  package var head: RequestHead {
    _read { yield workspace.parser.head }
  }

  /// Where the client is: as the kernel tells, or the trusted proxy in front of the server. Asked for when first wanted.
  package var clientAddress: ClientAddress? { connection?.clientAddress }

  /// Whether its client has said that it sends no other. Of one that sends a body more must be expected: old clients let
  /// a line end follow it (RFC 9112 section 2.2), and those of HTTP/1.0 need not say how long it is.
  var isItsClientsLast: Bool {
    guard !workspace.parser.head.keepAlive, !workspace.parser.head.hasContent else { return false }
    switch workspace.parser.head.method {
    case .get, .head, .options, .delete: return true
    default: return false
    }
  }

  /// The request's head as it was received.
  package var headBytes: RawSpan {
    @_lifetime(borrow self)
    get {
      // The buffer belongs to the workspace, which the exchange keeps and does not write to while a handler runs:
      // the rest of a body is read into a buffer of its own. The head is shorter than what is readable.
      guard let start = unsafe Self.address(of: workspace.input) else { return RawSpan() }
      let span = unsafe RawSpan(_unsafeStart: start, byteCount: headLength)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  @unsafe private static func address(of buffer: borrowing ByteBuffer) -> UnsafeRawPointer? {
    unsafe buffer.readable.withUnsafeBytes { $0.baseAddress }
  }

  /// Makes ready for the request whose head is the first `headLength` bytes of the workspace's input.
  ///
  /// - Parameters:
  ///   - headLength: Bytes of the head.
  ///   - mayPersist: Whether the connection may go on after the response.
  ///   - store: The body, if it was received before, and how many bytes of it are still in the input.
  /// - Throws: Why the body that the head announces is refused.
  func begin(
    headLength: Int, mayPersist: Bool, store: (body: BodyStore, decoded: Int)?
  ) throws(RequestError) {
    self.headLength = headLength
    forgetResponse()
    persists = mayPersist && workspace.parser.head.keepAlive
    omitsContent = workspace.parser.head.method == .head
    if let store {
      body = RequestBody(store.body, decoded: store.decoded)
    } else if workspace.parser.head.hasContent {
      // Without content it is as ``endRequest()`` or ``beginRefusal()`` left it: empty.
      let buffered = workspace.input.readableCount - headLength
      body = try RequestBody(workspace.parser.head, buffered: buffered, limits: settings.limits)
    }
  }

  /// Makes ready for the answer to a request that reaches no handler; the connection closes after it.
  func beginRefusal() {
    headLength = 0
    forgetResponse()
    persists = false
    omitsContent = false
    body = RequestBody()
  }

  private func forgetResponse() {
    response = .none
    responseMark = nil
    status = 0
    noteStart()
  }

  /// The response begins here.
  func noteStart() {
    guard requestLog != nil else { return }
    responseStart = outbox.position
    contentStart = responseStart
  }

  /// The response's content begins `count` bytes ahead of here.
  func noteContent(ahead count: Int = 0) {
    guard requestLog != nil else { return }
    contentStart = outbox.position - UInt64(clamping: count)
  }
}
