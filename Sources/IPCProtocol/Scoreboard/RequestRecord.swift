/// The request that a worker has in hand, as it stands on the scoreboard.
package struct RequestRecord: Equatable, Sendable {
  /// When its head was complete, in nanoseconds of CLOCK_MONOTONIC.
  package let startedAt: UInt64
  /// Its request line's method and target as the client sent them, cut at ``textLimit`` bytes. Any byte may occur.
  package let text: [UInt8]
  /// Whether ``text`` was cut.
  package let isCut: Bool
  package let peer: PeerRecord
  /// Which connection of its worker it came on, and which request of that connection it is, each from 1.
  package let connectionNumber: UInt64
  package let requestNumber: UInt64

  /// Bytes of ``text`` at most.
  package static var textLimit: Int { ScoreboardSlot.Word.requestText.count * 8 }
}
