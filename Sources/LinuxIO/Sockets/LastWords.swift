import CEpollShim
import Glibc

/// What a process that crashes can still do for its clients: plain system calls, which a signal handler may make, and
/// no errors thrown, for there is nobody to catch them.
package enum LastWords {
  /// How long a peer may take to make room, in milliseconds.
  private static let patience: Int32 = 1000

  /// Writes all of `bytes` to a socket.
  ///
  /// - Returns: Whether the kernel took them all.
  package static func send(_ bytes: UnsafeRawBufferPointer, to socket: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      // The rest of the caller's bytes, which outlive the call.
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let sent = unsafe Glibc.send(
        socket, rest.baseAddress, rest.count, shim_MSG_NOSIGNAL | shim_MSG_DONTWAIT)
      if sent > 0 {
        done += sent
      } else if Glibc.errno == EAGAIN {
        guard isReady(socket, POLLOUT, patience) else { return false }
      } else if Glibc.errno != EINTR {
        return false
      }
    }
    return true
  }

  /// Ends this process's direction of a connection and throws away what the peer has sent, so that the close that comes
  /// with the end of the process is no reset, which would take the last bytes sent with it.
  ///
  /// - Parameters:
  ///   - socket: The connection.
  ///   - expectsMore: Whether the peer is in the middle of sending, so that it is worth waiting a moment.
  package static func finish(_ socket: Int32, expectsMore: Bool) {
    shutdown(socket, Int32(SHUT_WR))
    unsafe withUnsafeTemporaryAllocation(byteCount: 1 << 12, alignment: 1) { room in
      // As much as a socket's buffers hold at most times; a peer that sends without end is cut.
      for _ in 0..<256 {
        let received = unsafe recv(socket, room.baseAddress, room.count, shim_MSG_DONTWAIT)
        if received > 0 { continue }
        guard received == -1, Glibc.errno == EAGAIN, expectsMore, isReady(socket, POLLIN, 100) else { return }
      }
    }
  }

  /// Puts `first` and what follows it into a file in memory, for what is too large for a message.
  ///
  /// - Returns: Its descriptor, which goes with the process, or -1.
  package static func file(
    _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, _ third: UnsafeRawBufferPointer
  ) -> Int32 {
    let number = unsafe shim_memfd_create("prefork-handover")
    guard number >= 0 else { return -1 }
    guard unsafe write(first, to: number), unsafe write(second, to: number), unsafe write(third, to: number)
    else { return -1 }
    return number
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      // The rest of the caller's bytes, which outlive the call.
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let written = unsafe Glibc.write(file, rest.baseAddress, rest.count)
      guard written > 0 else { return false }
      done += written
    }
    return true
  }

  private static func isReady(_ socket: Int32, _ events: Int32, _ milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: socket, events: Int16(events), revents: 0)
    return unsafe poll(&entry, 1, milliseconds) == 1
  }
}
