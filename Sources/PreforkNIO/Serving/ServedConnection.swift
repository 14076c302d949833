#if NIO
  package import NIOCore
  import Synchronization
  package import WorkerRuntime

  /// A connection that an event loop serves.
  package final class ServedConnection: Sendable {
    private struct State {
      var requestCount = 0
      /// Whether requests come in streams of their own, as with HTTP/2: such a connection can be ended without a race, for
      /// its client is told which requests were not begun (RFC 9113 section 6.8).
      var hasStreams = false
      var isQuiesced = false
    }

    package let origin: ConnectionOrigin
    package let channel: any Channel
    private let server: NIOServer
    private let requests: RequestDesk
    private let state = Mutex(State())

    init(_ origin: ConnectionOrigin, _ channel: any Channel, of server: NIOServer, requests: RequestDesk) {
      self.origin = origin
      self.channel = channel
      self.server = server
      self.requests = requests
    }

    /// A request has begun.
    ///
    /// - Parameters:
    ///   - text: Its method and target, for the scoreboard.
    ///   - isStream: Whether it came in a stream of its own.
    /// - Returns: What ``end(_:status:)`` wants.
    package func begin(_ text: [UInt8], isStream: Bool) -> RequestDesk.Ticket {
      let number = state.withLock { state in
        state.requestCount += 1
        state.hasStreams = isStream
        return state.requestCount
      }
      return requests.begin(text, on: origin, number: number)
    }

    /// A request is over, answered with `status` if at all.
    package func end(_ ticket: RequestDesk.Ticket, status: Int?) { requests.end(ticket, status: status) }

    /// Whether this response is to be the connection's last, which is told to the client with it. Whoever asks has a request
    /// in hand, so the connection ends after it.
    package func endsWithThisResponse() -> Bool {
      guard server.isRetiring else { return false }
      quiesce()
      return true
    }

    /// Ends when the client has had `moment` for its next request; at once where it can tell whether that was begun.
    func retire(after moment: Duration) {
      guard !state.withLock(\.hasStreams) else { return quiesce() }
      channel.eventLoop.scheduleTask(in: TimeAmount(moment)) { self.quiesce() }
    }

    /// Ends as soon as no request is in hand.
    func quiesce() {
      let isFirst = state.withLock { state in
        defer { state.isQuiesced = true }
        return !state.isQuiesced
      }
      guard isFirst else { return }
      let pipeline = channel.pipeline
      channel.eventLoop.execute { pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }
  }
#endif
