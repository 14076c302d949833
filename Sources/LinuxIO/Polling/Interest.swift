import CEpollShim

/// What a ``Poller`` is asked to watch for; the bits of epoll_ctl(2).
// For the attribute see MonotonicTime.
@usableFromInline package struct Interest: OptionSet, Sendable {
  @usableFromInline package let rawValue: UInt32
  @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Bytes to read, a connection to accept, or the peer's end of stream.
  package static let readable = Interest(rawValue: shim_EPOLLIN)
  /// Room to write.
  package static let writable = Interest(rawValue: shim_EPOLLOUT)
  /// That the peer has ended its direction (EPOLLRDHUP), whether or not there are bytes ahead of the end. An end of both
  /// directions and an error are told whatever is asked for.
  package static let peerEnd = Interest(rawValue: shim_EPOLLRDHUP)
  /// One event wakes one of the epoll instances that watch the descriptor (Linux 4.5).
  ///
  /// The kernel takes it with EPOLL_CTL_ADD only, refuses every later EPOLL_CTL_MOD of that descriptor with EINVAL,
  /// and refuses it together with EPOLLRDHUP, EPOLLPRI and EPOLLONESHOT.
  package static let exclusive = Interest(rawValue: shim_EPOLLEXCLUSIVE)
  /// Tells of changes only, not of a state that lasts.
  package static let edgeTriggered = Interest(rawValue: shim_EPOLLET)
}
