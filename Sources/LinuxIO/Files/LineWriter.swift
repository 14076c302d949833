import Glibc
import Synchronization
package import SystemPackage

/// Writes lines to a file or a stream that may not take them, such as a pipe whose reader has stalled, and never waits
/// for it.
///
/// Many processes may write to the same: every write(2) has whole lines only. A regular file takes any number of them
/// at once, for O_APPEND makes a write one step (open(2)). For anything else no write is longer than PIPE_BUF, which a
/// pipe that is ready takes whole (pipe(7)).
package final class LineWriter: Sendable {
  /// How a log fares.
  package struct Status: Equatable, Sendable {
    /// Bytes that wait to be written.
    package var pendingBytes = 0
    /// Lines lost so far.
    package var lostLines = 0
    /// Why the last attempt to write failed; nil when it did not, or found that a reader does not keep up.
    package var failure: Errno?

    package init(pendingBytes: Int = 0, lostLines: Int = 0, failure: Errno? = nil) {
      self.pendingBytes = pendingBytes
      self.lostLines = lostLines
      self.failure = failure
    }
  }

  private struct State {
    var pending: [UInt8] = []
    var lost = 0
    var toldLost = 0
    var failure: Errno?
    /// Whether the last write ended in the middle of a line, because the disk was full.
    var isInsideLine = false
    var owner = getpid()
  }

  private static let longestWrite = 4096
  private static let lineFeed = UInt8(ascii: "\n")

  private let file: LogFile
  /// Bytes that wait at most; lines beyond that are lost, and counted.
  private let capacity: Int
  private let tellsLosses: Bool
  private let state = Mutex(State())

  /// - Parameter number: A descriptor that stays open, such as standard error.
  package convenience init(to number: Int32) { self.init(to: LogFile(standard: number)) }

  /// - Parameters:
  ///   - file: Where to.
  ///   - capacity: Bytes that may wait to be written; lines beyond that are lost.
  ///   - tellsLosses: Whether a line of the log itself says how many were lost, which suits a log for people.
  package init(to file: LogFile, capacity: Int = 1 << 16, tellsLosses: Bool = true) {
    self.file = file
    self.capacity = capacity
    self.tellsLosses = tellsLosses
  }

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

  /// Keeps `line`, which ends with a line feed, for ``flush()``. Nothing is allocated once the buffer has grown.
  ///
  /// To be used by one process only, which is not asked who it is with each line.
  ///
  /// - Returns: The bytes that wait now.
  package func append(_ line: borrowing RawSpan) -> Int {
    state.withLock { state in
      if state.pending.count + line.byteCount > capacity { flush(&state) }
      guard state.pending.count + line.byteCount <= capacity else {
        state.lost += 1
        return state.pending.count
      }
      // The span outlives the call.
      unsafe line.withUnsafeBytes { unsafe state.pending.append(contentsOf: $0) }
      return state.pending.count
    }
  }

  /// Writes what waits, as far as that can be done at once.
  @discardableResult
  package func flush() -> Status {
    state.withLock { state in
      flush(&state)
      return Status(pendingBytes: state.pending.count, lostLines: state.lost, failure: state.failure)
    }
  }

  private func enqueue(_ line: String, _ state: inout State) {
    let bytes = Array(line.utf8.prefix(Self.longestWrite - 1)) + [Self.lineFeed]
    guard state.pending.count + bytes.count <= capacity else {
      state.lost += 1
      return
    }
    state.pending += bytes
  }

  private func flush(_ state: inout State) {
    state.failure = nil
    while !state.pending.isEmpty {
      let count = lengthOfNextWrite(state.pending)
      do throws(SystemCallError) {
        guard let written = try file.append(state.pending, count: count) else { return }
        state.isInsideLine = written > 0 && state.pending[written - 1] != Self.lineFeed
        state.pending.removeFirst(written)
      } catch {
        return keepOrDrop(&state, error.errno)
      }
      if tellsLosses, state.pending.isEmpty, state.lost > state.toldLost {
        let lost = state.lost - state.toldLost
        state.toldLost = state.lost
        enqueue("\(lost) lines of the log were lost: its reader did not keep up", &state)
      }
    }
  }

  /// After a failure. A full disk may have room later; a pipe without a reader has lost what was for it.
  private func keepOrDrop(_ state: inout State, _ reason: Errno) {
    state.failure = reason
    guard file.isRegular else {
      state.lost += state.pending.count { $0 == Self.lineFeed }
      state.pending.removeAll(keepingCapacity: true)
      state.isInsideLine = false
      return
    }
    // The rest of a line that was cut would stand behind the lines that others write meanwhile. Only its end is kept,
    // so that the next line begins on a line of its own.
    guard state.isInsideLine, let end = state.pending.firstIndex(of: Self.lineFeed), end > 0 else { return }
    state.pending.removeFirst(end)
    state.lost += 1
  }

  /// As many whole lines as one write may have, or what is left of one that was written in part.
  private func lengthOfNextWrite(_ bytes: [UInt8]) -> Int {
    guard bytes.count > Self.longestWrite, !file.isRegular else { return bytes.count }
    let end = bytes[..<Self.longestWrite].lastIndex(of: Self.lineFeed)
    return end.map { $0 + 1 } ?? Self.longestWrite
  }
}
