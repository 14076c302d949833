import LinuxIO
import Testing

@testable import Launch

@Suite("What an executed worker inherits")
struct InheritedSeatTests {
  /// Everything that a worker can have.
  private static let worker = InheritedSeat(
    role: .worker, supervisor: 4711, processName: "a server", channel: 12,
    scoreboard: .init(number: 4, count: 1024), ownBoard: nil, slot: 1023, worker: 77, generation: 3,
    connectionLimit: 9, requestLimit: 10, metrics: .init(number: 5, count: 1024),
    handover: .init(sender: 6, receiver: 7),
    listeners: [
      ListenerHandle(number: 8, file: nil),
      ListenerHandle(number: 9, file: .init(device: 66, inode: .max)),
    ], errorLog: .init(number: 10, path: "/var/log/a: b"), accessLog: .init(number: 11, path: "rel=ative"),
    identity: Identity(user: 65534, group: 4711, groups: [4711, 8]), ruleset: .init(number: 13, version: 6),
    arguments: ["--listen=127.0.0.1:0", "--greeting", "", "a=b", "käse\nzwei"])

  /// As little as an admin process can have.
  private static let admin = InheritedSeat(
    role: .admin, supervisor: 1, processName: "", channel: 3, scoreboard: .init(number: 4, count: 1),
    ownBoard: .init(number: 5, count: 1), slot: 0, worker: 0, generation: 0, connectionLimit: nil,
    requestLimit: nil, metrics: nil, handover: nil, listeners: [ListenerHandle(number: 6, file: nil)],
    errorLog: nil, accessLog: nil, identity: nil, ruleset: nil, arguments: [])

  @Test(arguments: [worker, admin]) func comesOutAsItWentIn(seat: InheritedSeat) throws {
    #expect(try InheritedSeat(decoding: seat.encoded) == seat)
  }

  @Test func everyDescriptorGetsItsNewNumber() {
    var seat = Self.worker
    let before = seat.descriptors
    seat.renumber { $0 + 100 }
    #expect(seat.descriptors == before.map { $0 + 100 })
    #expect(Set(before) == Set(4...13))
  }

  /// The seat's text with one thing exchanged.
  private static func altered(_ seat: InheritedSeat, _ old: String, _ new: String) -> [UInt8] {
    let text = String(decoding: seat.encoded, as: UTF8.self)
    return Array(text.replacing("\0\(old)\0", with: new.isEmpty ? "\0" : "\0\(new)\0").utf8)
  }

  @Test(arguments: [
    ("role=worker", "role=king"), ("supervisor=4711", "supervisor=0"), ("supervisor=4711", "supervisor=-4"),
    ("supervisor=4711", "supervisor=99999999999"), ("channel=12", "channel=2"), ("channel=12", "channel=012"),
    ("channel=12", "channel=+12"), ("channel=12", "channel="), ("channel=12", "channel"),
    ("scoreboard=4:1024", "scoreboard=4"), ("scoreboard=4:1024", "scoreboard=4:0"),
    ("scoreboard=4:1024", "scoreboard=2:1024"), ("scoreboard=4:1024", "scoreboard=4:1024:1"),
    ("slot=1023", "slot=1024"), ("slot=1023", "slot=-1"), ("worker=77", "worker=0"),
    ("worker=77", "worker=4294967296"), ("generation=3", "generation=three"),
    ("connection-limit=9", "connection-limit=0"), ("request-limit=10", "request-limit=x"),
    ("metrics=5:1024", "metrics=:"), ("handover=6:7", "handover=6"), ("handover=6:7", "handover=6:7:8"),
    ("handover=6:7", "handover=1:7"), ("error-log=10:/var/log/a: b", "error-log=10"),
    ("error-log=10:/var/log/a: b", "error-log=10:"), ("access-log=11:rel=ative", "access-log=2:x"),
    ("identity=65534:4711:4711:8", "identity=65534"), ("identity=65534:4711:4711:8", "identity=65534:4711:x"),
    ("ruleset=13:6", "ruleset=13"), ("ruleset=13:6", "ruleset=1:6"), ("listener=8", "listener=0"),
    ("listener=8", "listener=8:66"), ("listener=8", "listener=8:a:b"), ("listener=8", "listener="),
    // Two at the same place.
    ("listener=8", "listener=7"),
    // Neither known nor there twice.
    ("slot=1023", "slots=1023"), ("slot=1023", "slot=1\0slot=2"),
    ("slot=1023", "own-board=14:1024\0slot=1023"),
  ]) func aFieldThatMeansNothingIsRefused(old: String, new: String) throws {
    let bytes = Self.altered(Self.worker, old, new)
    #expect(bytes != Self.worker.encoded)
    #expect { try InheritedSeat(decoding: bytes) } throws: { error in
      guard case .malformed? = error as? SpawnError else { return false }
      return true
    }
  }

  @Test(arguments: [
    ("role=worker", "role"), ("supervisor=4711", "supervisor"), ("name=a server", "name"),
    ("channel=12", "channel"), ("scoreboard=4:1024", "scoreboard"), ("slot=1023", "slot"),
    ("worker=77", "worker"), ("generation=3", "generation"), ("handover=6:7", "handover"),
  ]) func aFieldThatIsMissingIsRefused(field: String, name: String) {
    #expect(throws: SpawnError.missing(field: name)) {
      try InheritedSeat(decoding: Self.altered(Self.worker, field, ""))
    }
  }

  @Test func anAdminProcessNeedsItsOwnBoardAndOneListener() {
    #expect(throws: SpawnError.missing(field: "own-board")) {
      try InheritedSeat(decoding: Self.altered(Self.admin, "own-board=5:1", ""))
    }
    for listeners in ["", "listener=6\0listener=7"] {
      #expect(throws: SpawnError.self) {
        try InheritedSeat(decoding: Self.altered(Self.admin, "listener=6", listeners))
      }
    }
  }

  @Test func whatIsCutOrGrownIsRefused() {
    let whole = Self.worker.encoded
    for count in 0..<whole.count {
      #expect(throws: SpawnError.self) { try InheritedSeat(decoding: Array(whole.prefix(count))) }
    }
    #expect(throws: SpawnError.self) { try InheritedSeat(decoding: whole + [0]) }
    #expect(throws: SpawnError.self) { try InheritedSeat(decoding: [0] + whole) }
    #expect(throws: SpawnError.self) { try InheritedSeat(decoding: whole + whole) }
  }

  @Test func whatIsNoTextIsRefused() {
    #expect(throws: SpawnError.self) {
      try InheritedSeat(decoding: Self.worker.encoded.map { $0 == UInt8(ascii: "s") ? 0xff : $0 })
    }
  }

  /// No byte that is exchanged for another makes it trap, and few make another seat of it.
  @Test func noByteMakesItTrap() {
    let whole = Self.worker.encoded
    for index in whole.indices {
      for byte in [0, UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "9"), 0xc3] {
        var bytes = whole
        bytes[index] = byte
        if let seat = try? InheritedSeat(decoding: bytes) {
          #expect((try? InheritedSeat(decoding: seat.encoded)) == seat)
        }
      }
    }
  }
}
