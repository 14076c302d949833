import IPCProtocol
import Testing

@testable import AdminEndpoint

@Suite struct JSONTests {
  @Test func aStatusIsReadAsItWasWritten() throws {
    let snapshot = sampleSnapshot(workers: 12)
    #expect(try PoolSnapshot(parsing: Array(snapshot.json.text.utf8)) == snapshot)
  }

  /// A client writes what it wants into a target, and whoever shows the status must not be at its mercy.
  @Test(arguments: [
    "/\"},{\"pid\":1", "/\\", "/\n\r\t\u{0}\u{1b}[2J\u{7f}\u{9b}", "/\u{2028}\u{2029}", "/\u{fffd}ü😀",
    "/</script><script>",
  ])
  func hostileTargetsStayInTheirString(target: String) throws {
    let snapshot = sampleSnapshot(workers: 6, target: target)
    let text = snapshot.json.text
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) })
    #expect(try PoolSnapshot(parsing: Array(text.utf8)) == snapshot)
  }

  @Test func bytesThatAreNoTextBecomeText() throws {
    let board = try Scoreboard(slotCount: 1)
    let slot = try #require(board.slot(0))
    slot.note(pid: 1, worker: 1, generation: 1, forkedAt: 1)
    let bytes: [UInt8] = Array("GET /".utf8) + [0xff, 0xc3, 0x28, 0x20, 0x78]
    // The array outlives the call.
    unsafe slot.begin(request: bytes.span.bytes, peer: nil, connection: 1, number: 1, at: 2)
    let snapshot = try #require(PoolSnapshot(reading: board, version: "1", startTime: 1))
    #expect(snapshot.workers.first?.request?.target == "/\u{fffd}\u{fffd}( x")
    #expect(snapshot.workers.first?.condition == .handling)
  }

  @Test(arguments: [
    ("null", JSONValue.null), (" [ ] ", .array([])), ("{}", .object([])), ("-0.5e+3", .number("-0.5e+3")),
    ("[1,true,\"\\u00fc\\ud83d\\ude00\\/\"]", .array([.number("1"), .bool(true), .string("ü😀/")])),
    ("\"\\ud800x\"", .string("\u{fffd}x")),
  ])
  func readsWhatTheRuleAllows(text: String, value: JSONValue) throws {
    #expect(try JSONParser.parse(Array(text.utf8)) == value)
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "01", "1.", ".5", "+1", "nul", "\"", "\"\u{1}\"",
    "\"\\x\"",
    "\"\\u12\"", "1 2", "[1", "tru", "\"\\ud800\\", String(repeating: "[", count: 100_000),
  ])
  func refusesEverythingElse(text: String) {
    #expect(throws: JSONParser.Malformed.self) { try JSONParser.parse(Array(text.utf8)) }
  }

  @Test(arguments: ["version", "server", "workers", "totals", "pool", "limits", "time_seconds"])
  func aStatusWithoutAMemberIsRefused(name: String) throws {
    guard case .object(let members) = sampleSnapshot().json else { return #expect(Bool(false)) }
    let json = JSONValue.object(members.filter { $0.name != name })
    #expect(throws: StatusError.self) { try PoolSnapshot(parsing: Array(json.text.utf8)) }
  }

  @Test(
    arguments: [
      (0, "0"), (1, "0.000000001"), (1_500_000_000, "1.5"), (999_999_999, "0.999999999"),
      (UInt64.max, "18446744073.709551615"),
    ] as [(UInt64, String)])
  func secondsLoseNoDigit(nanoseconds: UInt64, text: String) {
    #expect(DecimalText.of(nanoseconds, digits: 9) == text)
    #expect(DecimalText.parse(text, digits: 9) == nanoseconds)
  }
}
