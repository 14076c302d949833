import HTTPCore
import LinuxIO

/// One client's connection between its requests: little more than its socket.
///
/// Not checked for exclusive access while the program runs where each request comes by; see ``Exchange``.
final class Connection {
  let socket: StreamSocket
  /// Bytes of a request that is not complete yet, and how far they were parsed.
  @safe @exclusivity(unchecked) var workspace: Workspace?
  /// The body of the request in ``workspace`` while it comes in; only where a worker does not wait for it.
  @safe @exclusivity(unchecked) var store: BodyStore?
  /// The request that an async handler has in hand; nothing more is read for the engine meanwhile.
  @safe @exclusivity(unchecked) var flight: Flight?
  /// What the client has not taken yet.
  @safe @exclusivity(unchecked) var outbox: Outbox?
  /// Requests answered so far.
  @safe @exclusivity(unchecked) var requestCount = 0
  /// Whether it closes when everything is sent.
  @safe @exclusivity(unchecked) var isEnding = false
  /// Whether the client may have sent what nobody will read, so that close(2) would reset the connection.
  @safe @exclusivity(unchecked) var hasUnreadInput = false
  /// Whether its present request was in the hands of a worker that crashed, so that it is not tried a third time.
  @safe @exclusivity(unchecked) var isRetried = false
  /// Whether much of the response may still wait in the socket: megabytes fit into it, and a client that sends anything
  /// before it has them all would lose them to the reset that a closed socket answers with.
  @safe @exclusivity(unchecked) var hasLongResponse = false
  /// Whether its client has said that nothing follows its request (RFC 9112 section 9.6), and has kept to that so far.
  @safe @exclusivity(unchecked) var hasSaidItsLast = false
  /// Whether it was answered and stayed.
  @safe @exclusivity(unchecked) var isLasting = false
  /// Bytes read and thrown away since the response was sent.
  var discardedBytes = 0
  /// What the client is waited for, and until when.
  @safe @exclusivity(unchecked) var phase: ConnectionPhase
  @safe @exclusivity(unchecked) var deadline: MonotonicTime
  /// For the access log.
  var timing = RequestTiming()

  /// Whether a proxy's header has to come ahead of the first request.
  @safe @exclusivity(unchecked) var awaitsProxyHeader = false
  /// ``clientAddress`` as far as somebody has asked for it.
  @safe @exclusivity(unchecked) private(set) var knownClientAddress: ClientAddress?
  /// Which connection of this worker it is, from 1.
  let number: UInt64

  init(_ socket: consuming StreamSocket, number: UInt64, deadline: MonotonicTime) {
    self.socket = socket
    self.number = number
    self.deadline = deadline
    phase = .head
  }

  /// Where the client is: what its proxy told, else what the kernel tells when first asked; nil when it is gone already.
  var clientAddress: ClientAddress? {
    get {
      if knownClientAddress == nil { knownClientAddress = socket.peer.flatMap { ClientAddress($0) } }
      return knownClientAddress
    }
    set { knownClientAddress = newValue }
  }

  /// Whether its client owes nothing: it may send another request, or not.
  var isIdle: Bool { phase == .keepAlive && flight == nil }

  /// Begins to wait.
  func enter(_ phase: ConnectionPhase, for timeout: Interval) {
    self.phase = phase
    deadline = .coarse.advanced(by: timeout)
  }
}
