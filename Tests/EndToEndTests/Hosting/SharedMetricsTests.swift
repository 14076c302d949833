import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// An application's own metrics, from several workers, on the one `/metrics`.
  @Suite struct SharedMetrics {
    private func start(_ arguments: String...) throws -> (
      server: RunningProgram, port: UInt16, admin: UInt16
    ) {
      let server = try RunningProgram(
        "HostingFixture",
        [
          "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--start-workers", "3", "--min-spare-workers",
          "3", "--max-spare-workers", "3", "--max-workers", "3", "--accept-order", "even",
        ] + arguments)
      let port = try #require(server.port(), "\(server.log)")
      let admin = try #require(server.adminPort(), "\(server.log)")
      return (server, port, admin)
    }

    /// Asks until `count` different workers have answered; the requests of each.
    private func measure(_ port: UInt16, workers count: Int, _ query: String = "") throws -> [Int32: Int] {
      var answered: [Int32: Int] = [:]
      let isEnough = try eventually {
        let answer = try Client.get("/measure?kind=book\(query)", port: port)
        let pid = try #require(
          answer.status == 200 ? Int32(String(decoding: answer.body, as: UTF8.self)) : nil)
        answered[pid, default: 0] += 1
        return answered.count >= count
      }
      #expect(isEnough, "\(answered)")
      return answered
    }

    private func metrics(_ admin: UInt16) throws -> Set<Substring> {
      let answer = try Client.get("/metrics", port: admin)
      #expect(answer.status == 200 && answer.isComplete)
      return Set(String(decoding: answer.body, as: UTF8.self).split(separator: "\n"))
    }

    @Test func areSummedOverWorkersAndOutliveThem() throws {
      let (server, port, admin) = try start()
      var answered = try measure(port, workers: 2)
      let victim = try #require(answered.keys.first)
      try ProcessDescriptor(pid: victim).send(.kill)
      #expect(server.logs("killed-from-outside"))
      let afterwards = try measure(port, workers: 2)
      #expect(afterwards[victim] == nil)
      answered.merge(afterwards, uniquingKeysWith: +)
      let total = answered.values.reduce(0, +)
      let text = try metrics(admin)
      for line in [
        "# TYPE orders counter", "orders_total{kind=\"book\"} \(total)", "# TYPE weight_kg counter",
        "weight_kg_total \(Double(total) / 2)", "# TYPE db_query_seconds histogram",
        "db_query_seconds_bucket{le=\"0.000016\"} 0", "db_query_seconds_bucket{le=\"0.000032\"} \(total)",
        "db_query_seconds_count \(total)", "# TYPE basket_size histogram",
        "basket_size_bucket{le=\"5.0\"} \(total)", "basket_size_sum \(Double(3 * total))",
        "# TYPE open_baskets gauge", "open_baskets \(Double(total))", "prefork_metrics_dropped_total 0",
      ] {
        #expect(text.contains(Substring(line)), "\(line)")
      }
      #expect(text.contains { $0.hasPrefix("last_worker ") })
    }

    @Test func outliveAReloadAndTheAdminProcess() throws {
      let (server, port, admin) = try start()
      let before = try measure(port, workers: 1).values.reduce(0, +)
      try server.send(.hangup)
      #expect(server.logs("afterFork called", "generation=2"))
      let after = try measure(port, workers: 1).values.reduce(0, +)
      #expect(try metrics(admin).contains("orders_total{kind=\"book\"} \(before + after)"))
    }

    @Test func moreThanThereIsRoomForIsDroppedAndTold() throws {
      let (server, port, admin) = try start()
      _ = try measure(port, workers: 1, "&series=1100")
      #expect(server.logs("a metric is not kept", "there is room for 1024 series"))
      let text = try metrics(admin)
      #expect(text.contains("many_total{number=\"0\"} 1") && text.contains("orders_total{kind=\"book\"} 1"))
      // Six series of the fixture's, and as many of the others as there is room for.
      #expect(text.contains("prefork_metrics_dropped_total \(1100 - (1024 - 6))"))
      #expect(text.count { $0.hasPrefix("many_total{") } == 1024 - 6)
      _ = try measure(port, workers: 1)
      #expect(server.logLines.count { $0.contains("a metric is not kept") } == 1)
    }
  }
}
