import HTTPCore
package import IPCProtocol
import LinuxIO
import WorkerRuntime

extension PoolSnapshot {
  /// Reads the scoreboard; nil when workers depart faster than their counts can be added up.
  ///
  /// The totals are of one moment, between two departures of workers, so that each only ever grows. The workers are
  /// looked at one after the other.
  ///
  /// - Parameters:
  ///   - board: What is read.
  ///   - version: The server's version.
  ///   - startTime: When the server started, in milliseconds since 1970.
  package init?(reading board: Scoreboard, version: String, startTime: UInt64) {
    guard let (pool, traffic) = Self.totals(of: board) else { return nil }
    let workers = board.slotsInUse.map { WorkerSnapshot(reading: $0) }
    self.init(
      version: version, startTime: startTime, takenAt: MonotonicTime.exact.unsigned, pool: pool,
      traffic: traffic, workers: workers.sorted { $0.number < $1.number })
  }

  private static func totals(of board: Scoreboard) -> (PoolRecord, TrafficCounts)? {
    for attempt in 0..<100 {
      // The supervisor may have lost the processor in the middle of a departure.
      if attempt > 0 { Pause.block(for: .microseconds(200)) }
      let totals = board.readTogether { () -> (PoolRecord, TrafficCounts)? in
        guard let pool = board.pool else { return nil }
        return (pool, board.slotsInUse.reduce(pool.servedByTheDeparted) { $0 + $1.counts })
      }
      if let totals = totals ?? nil { return totals }
    }
    return nil
  }
}

extension WorkerSnapshot {
  init(reading slot: ScoreboardSlot) {
    let (counts, open) = (slot.counts, slot.openConnections)
    self.init(
      pid: slot.pid, number: slot.worker, generation: slot.generation,
      condition: WorkerCondition(slot.activity, openConnections: open),
      // A worker that has not written yet is in its first state since it was forked.
      since: max(slot.activeSince, slot.forkedAt), forkedAt: slot.forkedAt, connections: counts.connections,
      openConnections: open, requests: counts.requests, bytesSent: counts.bytesSent,
      privateMemory: slot.privateMemory, request: slot.request.map { CurrentRequest($0) })
  }
}

extension CurrentRequest {
  init(_ record: RequestRecord) {
    let parts = record.text.split(
      separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
    self.init(
      method: String(decoding: parts.first ?? [], as: UTF8.self),
      target: String(decoding: parts.count > 1 ? parts[1] : [], as: UTF8.self), isCut: record.isCut,
      client: ClientAddress(record.peer)?.description, startedAt: record.startedAt,
      connectionNumber: record.connectionNumber, requestNumber: record.requestNumber)
  }
}
