import AdminEndpoint
import IPCProtocol
import LinuxIO

/// A snapshot with a different number in every place.
func sampleSnapshot(workers: Int = 3, target: String = "/a/b?c=d") -> PoolSnapshot {
  var pool = PoolRecord()
  pool.phase = .running
  pool.isAtMaximum = true
  pool.supervisorPID = 4711
  pool.generation = 3
  pool.startedAt = 1_000_000_007
  pool.writtenAt = 60_123_456_789
  (pool.starting, pool.idle, pool.busy, pool.retiring, pool.backlog) = (1, 2, 3, 4, 5)
  (pool.minSpareWorkers, pool.maxSpareWorkers, pool.maxWorkers, pool.connectionsPerWorker) = (6, 7, 8, 9)
  (pool.spawned, pool.failedSpawns, pool.reloads, pool.episodesAtMaximum) = (10, 11, 12, 13)
  pool.timeAtMaximum = 14_000_000_015
  for ending in WorkerEnding.allCases { pool.ended[Int(ending.rawValue)] = 100 + UInt64(ending.rawValue) }
  var traffic = TrafficCounts()
  (traffic.connections, traffic.requests, traffic.bytesSent, traffic.durationSum) = (
    21, 22, 23, 24_000_000_025
  )
  for index in 0..<5 { traffic.statusClasses[index] = 30 + UInt64(index) }
  for index in 0..<TrafficCounts.durationBuckets { traffic.durations[index] = 40 + UInt64(index) }
  let conditions = WorkerCondition.allCases
  return PoolSnapshot(
    version: "1.2.3", startTime: 1_790_000_000_123, takenAt: 61_000_000_001, pool: pool, traffic: traffic,
    workers: (0..<workers).map { index in
      let condition = conditions[index % conditions.count]
      return WorkerSnapshot(
        pid: Int32(5000 + index), number: UInt32(index + 1), generation: 3, condition: condition,
        since: 50_000_000_000 + UInt64(index), forkedAt: 2_000_000_000, connections: 7, openConnections: 1,
        requests: 8, bytesSent: 9, privateMemory: index == 0 ? 0 : 250_000,
        request: condition == .handling || condition == .awaitingClient
          ? CurrentRequest(
            method: "GET", target: target, isCut: index > 3, client: index % 2 == 0 ? nil : "127.0.0.1:9",
            startedAt: 50_000_000_000 + UInt64(index), connectionNumber: 5, requestNumber: 6) : nil)
    })
}
