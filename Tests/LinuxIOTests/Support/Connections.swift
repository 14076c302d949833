import LinuxIO

/// A listener on a loopback port that the kernel chose.
func makeListener(on text: String = "127.0.0.1:0", backlog: Int32 = 64) throws -> Listener {
  try Listener(binding: SocketAddress(parsing: text), backlog: backlog)
}

extension Listener {
  /// Waits for a connection and takes it.
  func take() throws -> StreamSocket {
    try claim(isReady(number), "no connection came")
    guard let socket = try accept() else { throw Failure("the connection went elsewhere") }
    return socket
  }

  /// Whether there was nothing to accept.
  func acceptsNothing() throws -> Bool {
    guard let socket = try accept() else { return true }
    try socket.finishSending()
    return false
  }

  /// Waits until `count` connections are queued.
  func queues(_ count: Int) throws -> Bool {
    try eventually { try backlog() == count }
  }
}

/// Holds clients, which cannot be elements of an array, until it goes.
final class Clients {
  private var numbers: [Int32] = []

  /// Connects `count` clients to `address`, one after the other.
  func connect(_ count: Int, to address: SocketAddress) throws {
    for _ in 0..<count {
      let socket = try StreamSocket.connect(to: address)
      numbers.append(try socket.releaseCopy())
    }
  }

  deinit {
    DescriptorTable.close(numbers)
  }
}
