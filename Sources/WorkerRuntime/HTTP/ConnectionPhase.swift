/// What a client is waited for.
enum ConnectionPhase: UInt8, Sendable, BitwiseCopyable {
  /// The head of a request, the first or one that has begun.
  case head
  /// The next request, of which no byte has come.
  case keepAlive
  /// The rest of a request's body.
  case body
  /// That it takes its response.
  case sending
  /// That it closes, after the response was sent.
  case lingering
}
