import LinuxIO

/// As bytes: fields `NAME=VALUE`, each with a null behind it, which no value holds.
extension InheritedSeat {
  static let first = "prefork-seat=1"
  static let last = "end"

  /// What ``init(decoding:)`` reads back.
  var encoded: [UInt8] {
    var fields = [
      Self.first, "role=\(role.rawValue)", "supervisor=\(supervisor)", "name=\(processName)",
      "channel=\(channel)", "scoreboard=\(scoreboard.number):\(scoreboard.count)", "slot=\(slot)",
      "worker=\(worker)", "generation=\(generation)",
    ]
    if let ownBoard { fields.append("own-board=\(ownBoard.number):\(ownBoard.count)") }
    if let connectionLimit { fields.append("connection-limit=\(connectionLimit)") }
    if let requestLimit { fields.append("request-limit=\(requestLimit)") }
    if let metrics { fields.append("metrics=\(metrics.number):\(metrics.count)") }
    if let handover { fields.append("handover=\(handover.sender):\(handover.receiver)") }
    if let errorLog { fields.append("error-log=\(errorLog.number):\(errorLog.path)") }
    if let accessLog { fields.append("access-log=\(accessLog.number):\(accessLog.path)") }
    if let identity {
      let groups = identity.groups.map { ":\($0)" }.joined()
      fields.append("identity=\(identity.user):\(identity.group)\(groups)")
    }
    if let ruleset { fields.append("ruleset=\(ruleset.number):\(ruleset.version)") }
    fields += listeners.map { listener in
      "listener=\(listener.number)\(listener.file.map { ":\($0.device):\($0.inode)" } ?? "")"
    }
    fields += arguments.map { "argument=\($0)" }
    return (fields + [Self.last]).flatMap { Array($0.utf8) + [0] }
  }
}
