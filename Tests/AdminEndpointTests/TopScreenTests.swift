import IPCProtocol
import LinuxIO
import Testing

@testable import AdminEndpoint

@Suite struct TopScreenTests {
  private func model(_ snapshots: PoolSnapshot...) -> TopModel {
    var model = TopModel(address: "127.0.0.1:8081")
    for snapshot in snapshots { model.observe(snapshot) }
    return model
  }

  private func later(_ snapshot: PoolSnapshot, requests: UInt64) -> PoolSnapshot {
    var later = snapshot
    later.takenAt += 1_000_000_000
    later.traffic.requests += requests
    later.traffic.durations[0] += requests
    return later
  }

  @Test(arguments: [(80, 24), (200, 60), (40, 10), (20, 5), (1, 1), (80, 1), (3, 50)])
  func fillsTheTerminalAndNoMore(columns: Int, rows: Int) {
    for count in [0, 3, 300, 5000] {
      let snapshot = sampleSnapshot(workers: count)
      let known = model(snapshot, later(snapshot, requests: 9))
      let lines = TopScreen(known, size: TerminalSize(columns: columns, rows: rows)).lines
      #expect(lines.count == rows)
      #expect(lines.allSatisfy { $0.width <= columns })
      #expect(lines.last?.text == String("q quits".prefix(columns)))
    }
  }

  @Test func showsEverythingAt80Times24() {
    let snapshot = sampleSnapshot(workers: 12)
    let known = model(snapshot, later(snapshot, requests: 1234))
    let text = TopScreen(known, size: .customary).lines.map(\.text).joined(separator: "\n")
    for part in [
      "prefork 1.2.3", "pid 4711", "running", "generation 3", "up 1m 0s", "127.0.0.1:8081",
      "workers 10/8: 2 idle, 3 busy, 1 starting, 4 retiring  backlog 5", "requests 1256", "AT THE MAXIMUM",
      "S_KWCLS_KWCL", "6 to 7", "SPARE WORKERS 3", "REQUESTS PER SECOND 1234", "(4)",
      "GET /a/b?c=d...",
    ] {
      #expect(text.contains(part), "\(part) in\n\(text)")
    }
  }

  @Test func theSlowestRequestIsTheFirst() throws {
    let lines = TopScreen(model(sampleSnapshot(workers: 12)), size: .customary).lines.map(\.text)
    let title = try #require(lines.firstIndex { $0.hasPrefix("SLOWEST") })
    #expect(lines[title + 1].contains("5003") && lines[title + 2].contains("5004"))
  }

  /// A target may hold what moves the cursor or rings the bell of whoever looks.
  @Test func nothingOfAClientReachesTheTerminalAsACommand() {
    let snapshot = sampleSnapshot(workers: 6, target: "/\u{1b}]0;x\u{7}\u{9b}2J\r\n漢字\u{202e}")
    let lines = TopScreen(model(snapshot), size: TerminalSize(columns: 200, rows: 50)).lines
    let wanted: Set<Unicode.Scalar> = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    for scalar in lines.flatMap(\.text.unicodeScalars) {
      #expect((" "..."~").contains(scalar) || wanted.contains(scalar), "\(scalar)")
    }
    #expect(lines.contains { $0.text.contains("/\\u{1b}]0;x\\u{7}\\u{9b}2J\\u{d}\\u{a}\\u{6f22}") })
    let status = StatusText.lines(snapshot).joined()
    #expect(status.unicodeScalars.allSatisfy { (" "..."~").contains($0) })
  }

  @Test func aFailureIsShownAboveTheLatestKnown() {
    var known = model(sampleSnapshot())
    known.fail("connect: Connection refused")
    let lines = TopScreen(known, size: .customary).lines.map(\.text)
    #expect(lines.contains("no answer: connect: Connection refused") && lines[0].contains("1.2.3"))
  }

  @Test func aNewServerBeginsANewHistory() {
    let first = sampleSnapshot()
    var second = first
    second.pool.startedAt += 1
    second.traffic.requests = 0
    let known = model(first, later(first, requests: 5), second)
    #expect(known.spare.count == 1 && known.requests.isEmpty && known.rate == nil)
  }

  @Test func barsReachAsHighAsTheirShare() {
    let chart = BarChart(values: [0, 4, 8, 1]).lines(columns: 13, rows: 2).map { String($0.text.suffix(4)) }
    #expect(chart == ["  █ ", " ██▂"])
    let marked = BarChart(values: [1], marks: [(2, "min"), (8, "max")]).lines(columns: 12, rows: 4).map(
      \.text)
    #expect(marked == ["   max 8 ---", "            ", "            ", "   min 2 --▄"])
    #expect(BarChart(values: []).lines(columns: 20, rows: 2).count == 2)
    #expect(BarChart(values: [1]).lines(columns: 5, rows: 2).isEmpty)
  }

  @Test(arguments: [
    (0.00025, "0.25 ms"), (0.25, "250 ms"), (1.25, "1.3 s"), (125, "2m 5s"), (3700, "1h 1m"),
    (273_700, "3d 4h"),
  ]) func durationsAreShort(seconds: Double, text: String) {
    #expect(PlainText.duration(seconds: seconds) == text)
  }

  @Test(
    arguments: [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (300 << 20, "300 MiB")] as [(UInt64, String)]
  )
  func sizesAreShort(bytes: UInt64, text: String) {
    #expect(PlainText.bytes(bytes) == text)
  }
}
