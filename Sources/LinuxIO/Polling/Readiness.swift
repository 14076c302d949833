import CEpollShim

/// What a ``Poller`` found; the bits of epoll_wait(2).
///
/// A dead peer reports several bits at once (EPOLLIN | EPOLLHUP), so readiness is asked for bit by bit. A server that
/// compares the whole mask with EPOLLIN skips that event for ever and spins on it.
// For the attribute see MonotonicTime.
@usableFromInline package struct Readiness: OptionSet, Sendable {
  @usableFromInline package let rawValue: UInt32
  @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }

  package static let readable = Readiness(rawValue: shim_EPOLLIN)
  package static let writable = Readiness(rawValue: shim_EPOLLOUT)
  /// The peer has ended its direction; told where ``Interest/peerEnd`` was asked for.
  package static let peerEnd = Readiness(rawValue: shim_EPOLLRDHUP)
  package static let hangup = Readiness(rawValue: shim_EPOLLHUP)
  package static let failed = Readiness(rawValue: shim_EPOLLERR)

  /// Whether a read would return at once: with bytes, with the end of the stream, or with an error.
  package var isWorthReading: Bool { !isDisjoint(with: [.readable, .hangup, .failed]) }

  /// Whether nothing more comes from the peer than what can be read now.
  package var tellsOfTheEnd: Bool {
    rawValue & (shim_EPOLLRDHUP | shim_EPOLLHUP | shim_EPOLLERR) != 0
  }
}
