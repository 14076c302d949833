import Glibc
import LinuxIO
import Testing

@testable import IPCProtocol

@Suite struct MetricTableTests {
  @Test func whatIsMadeTwiceIsOneSeries() throws {
    let table = try MetricTable(capacity: 8)
    try table.series("orders", labels: "kind=\"book\"", kind: .counter).add(2 as UInt64)
    try table.series("orders", labels: "kind=\"book\"", kind: .counter).add(3 as UInt64)
    try table.series("orders", labels: "kind=\"film\"", kind: .counter).add(0.5)
    try table.series("orders", kind: .counter).add(7 as UInt64)
    let series = table.all.sorted { $0.labels < $1.labels }
    #expect(series.map(\.name) == ["orders", "orders", "orders"])
    #expect(series.map(\.labels) == ["", "kind=\"book\"", "kind=\"film\""])
    #expect(series.map(\.whole) == [7, 5, 0] && series.map(\.real) == [0, 0, 0.5])
  }

  @Test func eachKindKeepsWhatItIsGiven() throws {
    let table = try MetricTable(capacity: 8)
    let gauge = try table.series("gauge", kind: .gauge)
    gauge.set(2.5)
    gauge.add(-4.0)
    #expect(gauge.real == -1.5 && gauge.kind == .gauge)
    let durations = try table.series("d_seconds", kind: .durations)
    durations.record(nanoseconds: 16_000)
    durations.record(nanoseconds: 16_001)
    durations.record(nanoseconds: .max / 2)
    #expect(durations.buckets.count == TrafficCounts.durationBuckets)
    #expect(durations.buckets.prefix(3) == [1, 1, 0] && durations.buckets.last == 1)
    #expect(durations.whole == 32_001 + UInt64.max / 2)
    let values = try table.series("values", kind: .distribution)
    for value in [-3, 0, 0.001, 0.0011, 1, 5e8, 1e9, 1.1e9] { values.record(value) }
    #expect(values.buckets[0] == 3 && values.buckets[1] == 1 && values.buckets.suffix(3) == [1, 1, 1])
    #expect(values.buckets.reduce(0, +) == 8 && values.real == 0.001 + 0.0011 + 1 + 5e8 + 1e9 + 1.1e9)
    let counter = try table.series("counter", kind: .counter)
    counter.add(1 as UInt64)
    counter.add(1.5)
    counter.reset()
    #expect(counter.whole == 0 && counter.real == 0)
  }

  @Test func bucketsGrowAndHoldTheirBounds() {
    #expect(MetricBuckets.bounds == MetricBuckets.bounds.sorted() && MetricBuckets.count == 38)
    #expect(
      MetricBuckets.bounds.prefix(4) == [0.001, 0.002, 0.005, 0.01] && MetricBuckets.bounds.last == 1e9)
    for (index, bound) in MetricBuckets.bounds.enumerated() {
      #expect(MetricBuckets.bucket(of: bound) == index && MetricBuckets.bucket(of: bound.nextUp) == index + 1)
    }
    #expect(MetricBuckets.count <= MetricSeries.Word.buckets.count)
    #expect(TrafficCounts.durationBuckets <= MetricSeries.Word.buckets.count)
  }

  @Test func aFullTableRefusesWhatIsNewAndKeepsTheRest() throws {
    let table = try MetricTable(capacity: 5)
    for number in 0..<5 { try table.series("some", labels: "n=\"\(number)\"", kind: .counter).add(1.0) }
    #expect(throws: MetricTableError.full) { try table.series("some", labels: "n=\"5\"", kind: .counter) }
    try table.series("some", labels: "n=\"3\"", kind: .counter).add(1.0)
    #expect(table.all.count == 5 && table.all.map(\.real).reduce(0, +) == 6)
    #expect(table.drop(for: .full) && !table.drop(for: .full) && table.drop(for: .tooLong))
    #expect(table.dropped == 3)
  }

  @Test func textHasALimitInBytes() throws {
    let table = try MetricTable(capacity: 4)
    let limit = MetricTable.textLimit
    let labels = String(repeating: "\u{e9}", count: (limit - 4) / 2)
    #expect(try table.series("four", labels: labels, kind: .gauge).labels == labels)
    #expect(throws: MetricTableError.tooLong) {
      try table.series("fours", labels: labels, kind: .gauge)
    }
    let name = String(repeating: "n", count: limit)
    #expect(try table.series(name, kind: .gauge).name == name)
    #expect(table.all.count == 2)
  }

  @Test func aNameIsOfOneKind() throws {
    let table = try MetricTable(capacity: 16)
    _ = try table.series("a", labels: "x=\"1\"", kind: .counter)
    _ = try table.series("h", kind: .durations)
    for (name, labels, kind) in [
      ("a", "x=\"1\"", MetricKind.gauge), ("a", "", .gauge), ("a_total", "", .gauge), ("h_sum", "", .counter),
      ("h_bucket", "", .gauge), ("h", "y=\"\"", .distribution),
    ] {
      #expect(throws: MetricTableError.nameInUse) { try table.series(name, labels: labels, kind: kind) }
    }
    for name in ["prefork_requests", "process_start_time_seconds"] {
      #expect(throws: MetricTableError.reserved) { try table.series(name, kind: .gauge) }
    }
    #expect(table.all.count == 2)
    #expect(try table.series("a_totals", kind: .gauge).name == "a_totals")
    #expect(try table.series("hi", kind: .gauge).name == "hi")
  }

  // The name ends where the labels begin: else `a` with `b` would be `ab` without.
  @Test func nameAndLabelsAreNotMixedUp() throws {
    let table = try MetricTable(capacity: 8)
    _ = try table.series("a", labels: "b", kind: .gauge)
    _ = try table.series("ab", kind: .gauge)
    #expect(table.all.count == 2)
  }

  @Test func whatADeadProcessClaimedIsSkippedUntilAnotherCompletesIt() throws {
    let table = try MetricTable(capacity: 2)
    let hash = table.hash(of: Array("unfinished".utf8))
    let index = MetricTable.Word.states + Int(hash / 2 % 2)
    table.header.claim(index, with: hash)
    #expect(table.all.isEmpty)
    try table.series("other", kind: .counter).add(1.0)
    #expect(table.all.map(\.name) == ["other"])
    #expect(throws: MetricTableError.full) { try table.series("third", kind: .counter) }
    try table.series("unfinished", kind: .gauge).set(4)
    #expect(table.all.map(\.name).sorted() == ["other", "unfinished"])
    #expect(try table.series("unfinished", kind: .gauge).real == 4)
  }

  @Test func theSeriesKeepsTheMemory() throws {
    let series = try MetricTable(capacity: 1).series("alone", kind: .counter)
    series.add(1.0)
    #expect(series.real == 1 && series.name == "alone")
  }

  @Test func processesThatEnterTheSameSeriesAtOnceShareThem() async {
    await #expect(processExitsWith: .success) {
      let table = try MetricTable(capacity: 512)
      var children: [Int32] = []
      for child in 0..<4 {
        children.append(
          try forked {
            // Half of them in the other direction, so that they meet.
            for step in 0..<300 {
              let number = child % 2 == 0 ? step : 299 - step
              let series = try table.series("met", labels: "n=\"\(number)\"", kind: .counter)
              series.add(1 as UInt64)
              series.add(0.25)
            }
            let total = try table.series("total", kind: .distribution)
            for _ in 0..<20_000 { total.record(2) }
          })
      }
      for pid in children where try end(of: pid) != .exited(code: 0) { Fork.exit(1) }
      let met = table.all.filter { $0.name == "met" }
      guard met.count == 300, met.allSatisfy({ $0.whole == 4 && $0.real == 1 }) else { Fork.exit(2) }
      let total = try table.series("total", kind: .distribution)
      guard total.buckets.reduce(0, +) == 80_000, total.real == 160_000 else { Fork.exit(3) }
    }
  }

  @Test func aProcessMayBeKilledAnywhere() async {
    await #expect(processExitsWith: .success) {
      let table = try MetricTable(capacity: 256)
      for round in 0..<20 {
        let start = table.all.reduce(0) { $0 + $1.whole }
        let pid = try forked {
          var number: UInt64 = 0
          while true {
            try table.series("killed", labels: "n=\"\(number % 200)\"", kind: .counter).add(1 as UInt64)
            number += 1
          }
        }
        let process = try ProcessDescriptor(pid: pid)
        // Each is killed at another moment of its work: after so many additions, not so much time.
        while table.all.reduce(0, { $0 + $1.whole }) < start + UInt64(round * 37) {
          Pause.block(for: .microseconds(20))
        }
        try process.send(.kill)
        try awaitReadable(process.number)
        _ = try process.reap()
      }
      let before = table.all.reduce(0) { $0 + $1.whole }
      for number in 0..<200 {
        try table.series("killed", labels: "n=\"\(number)\"", kind: .counter).add(1 as UInt64)
      }
      let after = table.all.filter { $0.name == "killed" }
      guard after.count == 200, after.reduce(0, { $0 + $1.whole }) == before + 200 else { Fork.exit(1) }
    }
  }
}

/// Runs `body` in a child, which ends with 0 when it returns and with 99 when it throws. For exit tests alone.
private func forked(_ body: () throws -> Void) throws -> Int32 {
  guard case .parent(let pid) = try Fork.split() else {
    do { try body() } catch { Fork.exit(99) }
    Fork.exit(0)
  }
  return pid
}
