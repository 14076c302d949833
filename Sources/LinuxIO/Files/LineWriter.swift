import CEpollShim
import Glibc
import Synchronization

/// Writes lines to a descriptor that may not take them, such as a pipe whose reader has stalled, and never waits for it.
///
/// The descriptor stays as it is: O_NONBLOCK would be set for everybody who shares it. poll(2) is asked before each
/// write instead, and no write is longer than PIPE_BUF, which a pipe that is ready takes whole (pipe(7)).
package final class LineWriter: Sendable {
  private struct State {
    var pending: [UInt8] = []
    var lost = 0
    var owner = getpid()
  }

  /// Bytes that wait for the reader at most; lines beyond that are lost, and counted.
  static let capacity = 1 << 16
  private static let longestWrite = 4096

  private let number: Int32
  private let state = Mutex(State())

  /// - Parameter number: A descriptor that stays open, such as standard error.
  package init(to number: Int32) { self.number = number }

  /// Writes `line` and the line's end, now or with a later line. What cannot be written is dropped in whole lines.
  package func write(_ line: String) {
    state.withLock { state in
      let process = getpid()
      if state.owner != process {
        // A child inherits what waits in its parent, who will write it too.
        state = State(owner: process)
      }
      enqueue(line, &state)
      flush(&state)
    }
  }

  private func enqueue(_ line: String, _ state: inout State) {
    let bytes = Array(line.utf8.prefix(Self.longestWrite - 1)) + [UInt8(ascii: "\n")]
    guard state.pending.count + bytes.count <= Self.capacity else {
      state.lost += 1
      return
    }
    state.pending += bytes
  }

  private func flush(_ state: inout State) {
    while !state.pending.isEmpty, isReady {
      let count = lengthOfNextWrite(state.pending)
      // The array outlives the call.
      let written = unsafe state.pending.withUnsafeBytes { bytes in
        unsafe Glibc.write(number, bytes.baseAddress, count)
      }
      guard written > 0 else {
        // Nobody can be told, least of all here: a log without a reader must not stop a server.
        state.pending.removeAll()
        return
      }
      state.pending.removeFirst(written)
      if state.pending.isEmpty, state.lost > 0 {
        let lost = state.lost
        state.lost = 0
        enqueue("\(lost) lines of the log were lost: its reader did not keep up", &state)
      }
    }
  }

  /// As many whole lines as one write may have, or what is left of one that was written in part.
  private func lengthOfNextWrite(_ bytes: [UInt8]) -> Int {
    guard bytes.count > Self.longestWrite else { return bytes.count }
    let end = bytes[..<Self.longestWrite].lastIndex(of: UInt8(ascii: "\n"))
    return end.map { $0 + 1 } ?? Self.longestWrite
  }

  private var isReady: Bool {
    var result: Int16 = 0
    var none: Int16 = 0
    let count = unsafe shim_poll(number, shim_POLLOUT, &result, -1, 0, &none, 0)
    // A broken pipe is ready: the write will tell.
    return count > 0
  }
}
