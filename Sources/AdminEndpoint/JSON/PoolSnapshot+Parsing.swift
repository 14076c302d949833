import IPCProtocol

/// Why an answer is no status of a server like this one.
package enum StatusError: Error, Equatable {
  case malformed(JSONParser.Malformed)
  /// A member is missing or of the wrong kind.
  case member(String)
}

extension PoolSnapshot {
  /// Reads what ``json`` wrote, in this process or another.
  package init(parsing bytes: [UInt8]) throws(StatusError) {
    let json: JSONValue
    do throws(JSONParser.Malformed) { json = try JSONParser.parse(bytes) } catch { throw .malformed(error) }
    try self.init(json)
  }

  init(_ json: JSONValue) throws(StatusError) {
    let takenAt = try json.time("time_seconds")
    let (server, pools, limits) = (json["server"], json["pool"], json["limits"])
    var pool = PoolRecord()
    pool.supervisorPID = try server.integer("pid")
    pool.phase = try server.phase("phase")
    pool.isDegraded = try server.truth("degraded")
    pool.isAtMaximum = try server.truth("at_maximum")
    pool.generation = try server.integer("generation")
    pool.reloads = try server.integer("reloads")
    pool.startedAt = takenAt - min(takenAt, try server.time("uptime_seconds"))
    pool.starting = try pools.integer("starting")
    pool.idle = try pools.integer("idle")
    pool.busy = try pools.integer("busy")
    pool.retiring = try pools.integer("retiring")
    pool.backlog = try pools.integer("backlog")
    pool.writtenAt = takenAt - min(takenAt, try pools.time("described_seconds_ago"))
    pool.minSpareWorkers = try limits.integer("min_spare_workers")
    pool.maxSpareWorkers = try limits.integer("max_spare_workers")
    pool.maxWorkers = try limits.integer("max_workers")
    pool.connectionsPerWorker = try limits.integer("connections_per_worker")
    let traffic = try Self.readTotals(json["totals"], &pool)
    guard let start = DecimalText.parse(try server.digits("start_time_seconds"), digits: 3) else {
      throw .member("start_time_seconds")
    }
    guard let elements = json["workers"].elements else { throw .member("workers") }
    var workers: [WorkerSnapshot] = []
    for element in elements { workers.append(try WorkerSnapshot(element, takenAt: takenAt)) }
    self.init(
      version: try json.string("version"), startTime: start, takenAt: takenAt, pool: pool, traffic: traffic,
      workers: workers)
  }

  private static func readTotals(
    _ totals: JSONValue, _ pool: inout PoolRecord
  ) throws(StatusError) -> TrafficCounts {
    pool.spawned = try totals.integer("spawned")
    pool.failedSpawns = try totals.integer("failed_spawns")
    for ending in WorkerEnding.allCases {
      pool.ended[Int(ending.rawValue)] = try totals["ended"].integer(ending.name)
    }
    pool.episodesAtMaximum = try totals.integer("episodes_at_maximum")
    pool.timeAtMaximum = try totals.time("at_maximum_seconds")
    var traffic = TrafficCounts()
    traffic.connections = try totals.integer("connections")
    traffic.requests = try totals.integer("requests")
    traffic.bytesSent = try totals.integer("bytes_sent")
    for index in 0..<5 { traffic.statusClasses[index] = try totals["responses"].integer("\(index + 1)xx") }
    let durations = totals["request_duration"]
    traffic.durationSum = try durations.time("sum_seconds")
    guard let buckets = durations["buckets"].elements, buckets.count == TrafficCounts.durationBuckets else {
      throw .member("buckets")
    }
    for (index, bucket) in buckets.enumerated() { traffic.durations[index] = try bucket.integer("count") }
    return traffic
  }
}

extension WorkerSnapshot {
  fileprivate init(_ json: JSONValue, takenAt: UInt64) throws(StatusError) {
    guard let condition = WorkerCondition(rawValue: try json.string("state")) else { throw .member("state") }
    let memory = json["private_memory_bytes"]
    let request = json["request"]
    self.init(
      pid: try json.integer("pid"), number: try json.integer("number"),
      generation: try json.integer("generation"), condition: condition,
      since: takenAt - min(takenAt, try json.time("state_seconds")),
      forkedAt: takenAt - min(takenAt, try json.time("age_seconds")),
      connections: try json.integer("connections"), openConnections: try json.integer("open_connections"),
      requests: try json.integer("requests"), bytesSent: try json.integer("bytes_sent"),
      privateMemory: memory == .null ? 0 : try json.integer("private_memory_bytes"),
      request: request == .null ? nil : try CurrentRequest(request, takenAt: takenAt))
  }
}

extension CurrentRequest {
  fileprivate init(_ json: JSONValue, takenAt: UInt64) throws(StatusError) {
    self.init(
      method: try json.string("method"), target: try json.string("target"),
      isCut: try json.truth("target_is_cut"), client: json["client"].stringValue,
      startedAt: takenAt - min(takenAt, try json.time("seconds")),
      connectionNumber: try json.integer("connection_number"),
      requestNumber: try json.integer("request_number"))
  }
}

extension JSONValue {
  fileprivate func integer<Number: FixedWidthInteger>(_ name: String) throws(StatusError) -> Number {
    guard let number = self[name].integer(Number.self) else { throw .member(name) }
    return number
  }

  fileprivate func string(_ name: String) throws(StatusError) -> String {
    guard let string = self[name].stringValue else { throw .member(name) }
    return string
  }

  fileprivate func truth(_ name: String) throws(StatusError) -> Bool {
    guard let truth = self[name].boolValue else { throw .member(name) }
    return truth
  }

  fileprivate func time(_ name: String) throws(StatusError) -> UInt64 {
    guard let nanoseconds = self[name].nanoseconds else { throw .member(name) }
    return nanoseconds
  }

  fileprivate func digits(_ name: String) throws(StatusError) -> String {
    guard case .number(let digits) = self[name] else { throw .member(name) }
    return digits
  }

  fileprivate func phase(_ name: String) throws(StatusError) -> PoolRecord.Phase {
    guard let phase = PoolRecord.Phase.allCases.first(where: { $0.name == self[name].stringValue }) else {
      throw .member(name)
    }
    return phase
  }
}
