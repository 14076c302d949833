import IPCProtocol

/// What `/status` says; docs/admin.md describes each member.
extension PoolSnapshot {
  package var json: JSONValue {
    .object([
      .init("version", .string(version)),
      .init("time_seconds", .seconds(nanoseconds: takenAt)),
      .init("server", server),
      .init("pool", pools),
      .init("limits", limits),
      .init("totals", totals),
      .init("workers", .array(workers.map { $0.json(in: self) })),
    ])
  }

  private var server: JSONValue {
    .object([
      .init("pid", .number(pool.supervisorPID)),
      .init("phase", .string(pool.phase.name)),
      .init("ready", .bool(Readiness(pool) == .ready)),
      .init("degraded", .bool(pool.isDegraded)),
      .init("at_maximum", .bool(pool.isAtMaximum)),
      .init("generation", .number(pool.generation)),
      .init("reloads", .number(pool.reloads)),
      .init("start_time_seconds", .number(DecimalText.of(startTime, digits: 3))),
      .init("uptime_seconds", .seconds(nanoseconds: age(of: pool.startedAt))),
    ])
  }

  private var pools: JSONValue {
    .object([
      .init("starting", .number(pool.starting)), .init("idle", .number(pool.idle)),
      .init("busy", .number(pool.busy)), .init("retiring", .number(pool.retiring)),
      .init("backlog", .number(pool.backlog)),
      .init("described_seconds_ago", .seconds(nanoseconds: age(of: pool.writtenAt))),
    ])
  }

  private var limits: JSONValue {
    .object([
      .init("min_spare_workers", .number(pool.minSpareWorkers)),
      .init("max_spare_workers", .number(pool.maxSpareWorkers)),
      .init("max_workers", .number(pool.maxWorkers)),
      .init("connections_per_worker", .number(pool.connectionsPerWorker)),
    ])
  }

  private var totals: JSONValue {
    let classes = (0..<5).map { JSONValue.Member("\($0 + 1)xx", .number(traffic.statusClasses[$0])) }
    let endings = WorkerEnding.allCases.map { JSONValue.Member($0.name, .number(pool.ended($0))) }
    return .object([
      .init("spawned", .number(pool.spawned)),
      .init("failed_spawns", .number(pool.failedSpawns)),
      .init("ended", .object(endings)),
      .init("connections", .number(traffic.connections)),
      .init("requests", .number(traffic.requests)),
      .init("responses", .object(classes)),
      .init("bytes_sent", .number(traffic.bytesSent)),
      .init("request_duration", durations),
      .init("episodes_at_maximum", .number(pool.episodesAtMaximum)),
      .init("at_maximum_seconds", .seconds(nanoseconds: pool.timeAtMaximum)),
    ])
  }

  private var durations: JSONValue {
    let buckets = (0..<TrafficCounts.durationBuckets).map { bucket in
      let bound = TrafficCounts.durationBound(bucket).map { JSONValue.number(DecimalText.of($0, digits: 6)) }
      return JSONValue.object([
        .init("up_to_seconds", bound ?? .null), .init("count", .number(traffic.durations[bucket])),
      ])
    }
    return .object([
      .init("sum_seconds", .seconds(nanoseconds: traffic.durationSum)), .init("buckets", .array(buckets)),
    ])
  }
}

extension WorkerSnapshot {
  fileprivate func json(in snapshot: PoolSnapshot) -> JSONValue {
    .object([
      .init("pid", .number(pid)),
      .init("number", .number(number)),
      .init("generation", .number(generation)),
      .init("state", .string(condition.rawValue)),
      .init("state_seconds", .seconds(nanoseconds: snapshot.age(of: since))),
      .init("age_seconds", .seconds(nanoseconds: snapshot.age(of: forkedAt))),
      .init("connections", .number(connections)),
      .init("open_connections", .number(openConnections)),
      .init("requests", .number(requests)),
      .init("bytes_sent", .number(bytesSent)),
      .init("private_memory_bytes", privateMemory == 0 ? .null : .number(privateMemory)),
      .init("request", request?.json(in: snapshot) ?? .null),
    ])
  }
}

extension CurrentRequest {
  fileprivate func json(in snapshot: PoolSnapshot) -> JSONValue {
    .object([
      .init("method", .string(method)),
      .init("target", .string(target)),
      .init("target_is_cut", .bool(isCut)),
      .init("client", client.map { .string($0) } ?? .null),
      .init("seconds", .seconds(nanoseconds: snapshot.age(of: startedAt))),
      .init("connection_number", .number(connectionNumber)),
      .init("request_number", .number(requestNumber)),
    ])
  }
}
