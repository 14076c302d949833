package import IPCProtocol

/// What `/metrics` says; docs/admin.md describes each family.
extension PoolSnapshot {
  /// - Parameter application: The metrics of the program that is served, if it shares any.
  /// - Returns: OpenMetrics text.
  package func metrics(of application: MetricTable? = nil) -> String {
    var text = MetricsText()
    writeServer(to: &text)
    writePool(to: &text)
    writeLimits(to: &text)
    writeHistory(to: &text)
    writeTraffic(to: &text)
    application?.write(to: &text)
    text.end()
    return text.text
  }

  private func writeServer(to text: inout MetricsText) {
    text.begin("prefork_build", .info, help: "The server's version.")
    text.add("_info", ["version": version], "1")
    text.begin(
      "process_start_time_seconds", .gauge, unit: "seconds",
      help: "When the server started, in seconds since 1970.")
    text.add("", [:], DecimalText.of(startTime, digits: 3))
    text.begin("prefork_phase", .stateset, help: "What the server is about.")
    for phase in PoolRecord.Phase.allCases {
      text.add("", ["prefork_phase": phase.name], phase == pool.phase ? "1" : "0")
    }
    text.gauge("prefork_ready", help: "Whether /readyz says 200.", Readiness(pool) == .ready ? 1 : 0)
    text.gauge(
      "prefork_degraded", help: "Whether workers die so young that forking more is held back.",
      pool.isDegraded ? 1 : 0)
    text.gauge(
      "prefork_at_maximum",
      help: "Whether clients wait or lately waited while every worker was busy and no more could be forked.",
      pool.isAtMaximum ? 1 : 0)
    text.gauge(
      "prefork_generation", help: "The generation of workers; a reload begins the next.", pool.generation)
    text.counter("prefork_reloads", help: "Reloads that succeeded.", "\(pool.reloads)")
  }

  private func writePool(to text: inout MetricsText) {
    text.begin("prefork_workers", .gauge, help: "Workers by the state from which the pool is regulated.")
    let states = [
      ("starting", pool.starting), ("idle", pool.idle), ("busy", pool.busy), ("retiring", pool.retiring),
    ]
    for (state, count) in states { text.add("", ["state": state], "\(count)") }
    text.begin("prefork_worker_activity", .gauge, help: "Workers by what they are doing.")
    for condition in WorkerCondition.allCases {
      text.add("", ["activity": condition.rawValue], "\(count(condition))")
    }
    text.gauge(
      "prefork_backlog", help: "Connections that waited to be accepted when last looked at.", pool.backlog)
    text.gauge("prefork_open_connections", help: "Connections that workers hold.", openConnections)
    text.gauge(
      "prefork_private_memory_bytes", unit: "bytes",
      help: "Memory that workers share with nobody, as far as it was measured.", privateMemory)
  }

  private func writeLimits(to text: inout MetricsText) {
    text.gauge("prefork_min_spare_workers", help: "The limit of that name.", pool.minSpareWorkers)
    text.gauge("prefork_max_spare_workers", help: "The limit of that name.", pool.maxSpareWorkers)
    text.gauge("prefork_max_workers", help: "The limit of that name.", pool.maxWorkers)
    text.gauge("prefork_connections_per_worker", help: "The limit of that name.", pool.connectionsPerWorker)
  }

  private func writeHistory(to text: inout MetricsText) {
    text.counter("prefork_workers_spawned", help: "Workers forked.", "\(pool.spawned)")
    text.counter("prefork_worker_spawn_failures", help: "Forks that failed.", "\(pool.failedSpawns)")
    text.begin("prefork_workers_ended", .counter, help: "Workers that ended, by the reason.")
    for ending in WorkerEnding.allCases {
      text.add("_total", ["reason": ending.name], "\(pool.ended(ending))")
    }
    text.counter(
      "prefork_at_maximum_episodes", help: "How often clients began to wait at the maximum of workers.",
      "\(pool.episodesAtMaximum)")
    text.counter(
      "prefork_at_maximum_seconds", unit: "seconds", help: "How long those episodes lasted, all together.",
      DecimalText.of(pool.timeAtMaximum, digits: 9))
  }

  private func writeTraffic(to text: inout MetricsText) {
    text.counter("prefork_connections", help: "Connections accepted.", "\(traffic.connections)")
    text.counter("prefork_requests", help: "Requests answered.", "\(traffic.requests)")
    text.begin("prefork_responses", .counter, help: "Responses by the class of their status.")
    for index in 0..<5 {
      text.add("_total", ["class": "\(index + 1)xx"], "\(traffic.statusClasses[index])")
    }
    text.counter(
      "prefork_sent_bytes", unit: "bytes", help: "Bytes of responses given to the kernel, heads included.",
      "\(traffic.bytesSent)")
    text.begin(
      "prefork_request_duration_seconds", .histogram, unit: "seconds",
      help: "Time from a complete head to the response in the kernel's hands.")
    // The count is the buckets' and not the number of requests: a worker may be between the two additions.
    var count: UInt64 = 0
    for bucket in 0..<TrafficCounts.durationBuckets {
      count &+= traffic.durations[bucket]
      let bound = TrafficCounts.durationBound(bucket).map { DecimalText.of($0, digits: 6) } ?? "+Inf"
      text.add("_bucket", ["le": bound], "\(count)")
    }
    text.add("_sum", [:], DecimalText.of(traffic.durationSum, digits: 9))
    text.add("_count", [:], "\(count)")
  }
}
