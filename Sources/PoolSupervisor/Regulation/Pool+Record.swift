import IPCProtocol

extension Pool {
  /// The pool as the scoreboard tells of it, as far as its decisions know.
  var record: PoolRecord {
    var record = PoolRecord()
    switch lifecycle {
    case .running: record.phase = isStarting ? .starting : .running
    case .stopping, .killing, .finished: record.phase = .stopping
    }
    record.isDegraded = isDegraded
    record.isAtMaximum = saturation.isUnderWay
    (record.starting, record.idle, record.busy) = (tally.starting, tally.idle, tally.busy)
    record.retiring = tally.retiring
    record.backlog = lastBacklog
    record.minSpareWorkers = limits.minSpareWorkers
    record.maxSpareWorkers = limits.maxSpareWorkers
    record.maxWorkers = limits.maxWorkers
    record.spawned = history.spawned
    record.failedSpawns = history.failedSpawns
    record.episodesAtMaximum = saturation.count
    let (seconds, attoseconds) = saturation.total.components
    record.timeAtMaximum = UInt64(clamping: seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
    for (ending, count) in history.ended { record.ended[Int(ending.rawValue)] = UInt64(clamping: count) }
    return record
  }

  /// Until the first workers are ready. A pool that forks on demand has nothing to wait for: whoever asks whether it is
  /// ready before he sends it the first client must not be told to wait for one.
  private var isStarting: Bool { missingAtStart > 0 || (!hasBeenReady && limits.startWorkers > 0) }
}
