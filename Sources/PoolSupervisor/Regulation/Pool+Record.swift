import IPCProtocol

extension Pool {
  /// The pool as the scoreboard tells of it, as far as its decisions know.
  var record: PoolRecord {
    var record = PoolRecord()
    switch lifecycle {
    // Until a reload has succeeded nobody serves whoever connects.
    case .running where generations.isDormant: record.phase = .dormant
    case .running: record.phase = isInTransition ? .reloading : hasStarted ? .running : .starting
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
    record.generation = generation
    record.reloads = history.reloads
    record.spawned = history.spawned
    record.failedSpawns = history.failedSpawns
    record.episodesAtMaximum = saturation.count
    let (seconds, attoseconds) = saturation.total.components
    record.timeAtMaximum = UInt64(clamping: seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
    for (ending, count) in history.ended { record.ended[Int(ending.rawValue)] = UInt64(clamping: count) }
    return record
  }

}
