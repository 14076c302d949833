/// What one reading of a ``Channel`` brought.
package struct Delivery<Message: Sendable>: Sendable {
  /// In the order they were sent.
  package let messages: [Message]

  /// Why no more will come, or nil while the channel is open.
  package let ending: ChannelEnding?
}

/// Why a ``Channel`` brings no more messages.
package enum ChannelEnding: Equatable, Sendable {
  /// The peer closed its end or died.
  case closed
  /// The peer sent a byte that is no message; nothing it says can be trusted any more.
  case violation(byte: UInt8)
}
