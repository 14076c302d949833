import LinuxIO

/// A stream and a poller to watch one end of it.
struct WatchedPair: ~Copyable {
  let near: StreamSocket
  let far: StreamSocket
  let poller: Poller

  init(capacity: Int = 4) throws {
    let listener = try makeListener()
    let near = try StreamSocket.connect(to: listener.address)
    let far = try listener.take()
    let poller = try Poller(capacity: capacity)
    self.near = near
    self.far = far
    self.poller = poller
  }
}

extension Poller {
  /// What is ready at this moment.
  func events() throws -> [PollEvent] {
    let count = try wait(.immediate)
    return (0..<count).map { event(at: $0) }
  }

  /// Waits for at least one event.
  func nextEvents() throws -> [PollEvent] {
    var count = 0
    let came = try eventually {
      count = try wait(.after(patience))
      return count > 0
    }
    try claim(came, "no event came")
    return (0..<count).map { event(at: $0) }
  }
}
