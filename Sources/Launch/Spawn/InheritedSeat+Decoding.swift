import LinuxIO

extension InheritedSeat {
  private static let repeatable: Set = ["listener", "argument"]
  private static let names: Set = [
    "role", "supervisor", "name", "channel", "scoreboard", "own-board", "slot", "worker", "generation",
    "connection-limit", "request-limit", "metrics", "handover", "error-log", "access-log", "identity",
    "ruleset",
    "listener", "argument",
  ]
  /// Below them are the standard streams.
  private static let leastDescriptor: Int32 = 3

  /// - Parameter bytes: From ``encoded``.
  /// - Throws: What is wrong with the first field that is.
  init(decoding bytes: [UInt8]) throws(SpawnError) {
    let fields = try Fields(bytes, names: Self.names, repeatable: Self.repeatable)
    guard let role = Role(rawValue: try fields.value("role")) else { throw fields.fault("role") }
    self.role = role
    supervisor = try fields.number("supervisor", from: 1)
    processName = try fields.value("name")
    channel = try fields.number("channel", from: Self.leastDescriptor)
    scoreboard = try fields.memory("scoreboard")
    ownBoard = fields.has("own-board") ? try fields.memory("own-board") : nil
    slot = try fields.number("slot", from: 0)
    worker = try fields.number("worker", from: 0)
    generation = try fields.number("generation", from: 0)
    connectionLimit = fields.has("connection-limit") ? try fields.number("connection-limit", from: 1) : nil
    requestLimit = fields.has("request-limit") ? try fields.number("request-limit", from: 1) : nil
    metrics = fields.has("metrics") ? try fields.memory("metrics") : nil
    if fields.has("handover") {
      let ends: [Int32] = try fields.numbers("handover", from: Self.leastDescriptor)
      guard ends.count == 2 else { throw fields.fault("handover") }
      handover = Queue(sender: ends[0], receiver: ends[1])
    }
    errorLog = fields.has("error-log") ? try fields.log("error-log") : nil
    accessLog = fields.has("access-log") ? try fields.log("access-log") : nil
    if fields.has("identity") {
      let ids: [UInt32] = try fields.numbers("identity", from: 0)
      guard ids.count >= 2 else { throw fields.fault("identity") }
      identity = Identity(user: ids[0], group: ids[1], groups: Array(ids[2...]))
    }
    if fields.has("ruleset") {
      let parts: [Int32] = try fields.numbers("ruleset", from: 1)
      guard parts.count == 2, parts[0] >= Self.leastDescriptor else { throw fields.fault("ruleset") }
      ruleset = Ruleset(number: parts[0], version: parts[1])
    }
    listeners = []
    for text in fields.values("listener") { listeners.append(try Self.listener(text)) }
    arguments = fields.values("argument")
    try checkShape()
  }

  /// What no field shows by itself.
  private func checkShape() throws(SpawnError) {
    var seen: Set<Int32> = []
    for number in descriptors where !seen.insert(number).inserted {
      throw .malformed(field: "descriptors", value: "\(number) twice")
    }
    guard slot < (ownBoard ?? scoreboard).count else { throw .malformed(field: "slot", value: "\(slot)") }
    switch role {
    case .worker:
      guard ownBoard == nil else { throw .malformed(field: "own-board", value: "of a worker") }
      guard handover != nil else { throw .missing(field: "handover") }
      guard worker > 0 else { throw .malformed(field: "worker", value: "0") }
    case .admin:
      guard ownBoard != nil else { throw .missing(field: "own-board") }
      guard listeners.count == 1 else {
        throw .malformed(field: "listener", value: "\(listeners.count) of them")
      }
    }
  }

  private static func listener(_ text: String) throws(SpawnError) -> ListenerHandle {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt64(canonical: $0) }
    guard let number = parts[0].flatMap({ Int32(exactly: $0) }), number >= leastDescriptor else {
      throw .malformed(field: "listener", value: text)
    }
    if parts.count == 1 { return ListenerHandle(number: number, file: nil) }
    guard parts.count == 3, let device = parts[1], let inode = parts[2] else {
      throw .malformed(field: "listener", value: text)
    }
    return ListenerHandle(number: number, file: ListenerHandle.File(device: device, inode: inode))
  }
}

/// The fields of a seat as text.
private struct Fields {
  private var found: [String: [String]] = [:]

  init(_ bytes: [UInt8], names: Set<String>, repeatable: Set<String>) throws(SpawnError) {
    var texts: [String] = []
    for field in bytes.split(separator: 0, omittingEmptySubsequences: false) {
      guard let text = String(validating: field, as: UTF8.self) else {
        throw .malformed(field: "text", value: String(decoding: field, as: UTF8.self))
      }
      texts.append(text)
    }
    guard texts.first == InheritedSeat.first else {
      throw .malformed(field: "beginning", value: texts.first ?? "")
    }
    // Behind the last null comes nothing.
    guard texts.count >= 3, texts.last == "", texts[texts.count - 2] == InheritedSeat.last else {
      throw .malformed(field: "end", value: texts.last ?? "")
    }
    for text in texts.dropFirst().dropLast(2) {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, names.contains(parts[0]) else { throw .malformed(field: "field", value: text) }
      guard found[parts[0]] == nil || repeatable.contains(parts[0]) else {
        throw .malformed(field: parts[0], value: "\(parts[1]), the second")
      }
      found[parts[0], default: []].append(parts[1])
    }
  }

  func has(_ name: String) -> Bool { found[name] != nil }

  func values(_ name: String) -> [String] { found[name] ?? [] }

  func value(_ name: String) throws(SpawnError) -> String {
    guard let value = found[name]?.first else { throw .missing(field: name) }
    return value
  }

  func fault(_ name: String) -> SpawnError { .malformed(field: name, value: found[name]?.first ?? "") }

  func number<Number: FixedWidthInteger>(_ name: String, from least: Number) throws(SpawnError) -> Number {
    guard let number = Number(canonical: try value(name)), number >= least else { throw fault(name) }
    return number
  }

  /// Several, with colons between them.
  func numbers<Number: FixedWidthInteger>(_ name: String, from least: Number) throws(SpawnError) -> [Number] {
    var numbers: [Number] = []
    for part in try value(name).split(separator: ":", omittingEmptySubsequences: false) {
      guard let number = Number(canonical: part), number >= least else { throw fault(name) }
      numbers.append(number)
    }
    return numbers
  }

  func memory(_ name: String) throws(SpawnError) -> InheritedSeat.Memory {
    let parts: [Int] = try numbers(name, from: 1)
    guard parts.count == 2, parts[0] >= 3, let number = Int32(exactly: parts[0]) else { throw fault(name) }
    return InheritedSeat.Memory(number: number, count: parts[1])
  }

  func log(_ name: String) throws(SpawnError) -> InheritedSeat.Log {
    let parts = try value(name).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int32(canonical: parts[0]), number >= 3, !parts[1].isEmpty else {
      throw fault(name)
    }
    return InheritedSeat.Log(number: number, path: String(parts[1]))
  }
}

extension FixedWidthInteger {
  /// Nil for what this program would not write: a sign that is not needed, leading zeros, anything but digits.
  fileprivate init?(canonical text: some StringProtocol) {
    guard let number = Self(text), String(number) == text else { return nil }
    self = number
  }
}
