import IPCProtocol
import LinuxIO
import Logging

/// Telling how a worker died: what it had in hand, and what its crash handler wrote last.
extension Supervisor {
  /// What is known besides about the subject of `report`.
  func obituary(for report: PoolReport) -> Logger.Metadata {
    guard case .died(let id, _, _, _, _, _) = report.subject else { return [:] }
    return obituaries[id] ?? [:]
  }

  func obituary(of slot: ScoreboardSlot) -> Logger.Metadata {
    var metadata: Logger.Metadata = [
      "requests": .stringConvertible(slot.requestsServed),
      "connections": .stringConvertible(slot.connectionsAccepted),
    ]
    let end = slot.crash?.time ?? MonotonicTime.exact.unsigned
    if let request = slot.request {
      let text = String(decoding: request.text, as: UTF8.self)
      metadata["request"] = "\(text)\(request.isCut ? "..." : "")"
      metadata["client"] = "\(request.peer)"
      metadata["duration"] = "\((end &- min(end, request.startedAt)) / 1000) us"
    }
    guard let crash = slot.crash else { return metadata }
    metadata["at"] = "\(ProgramAddress.describe(crash.instruction))"
    if crash.address != 0 {
      metadata["address"] = "0x\(String(crash.address, radix: 16))"
    }
    if crash.sender != 0 { metadata["sent-by"] = .stringConvertible(crash.sender) }
    metadata["answer"] = "\(crash.answer.name)"
    metadata["handed-over"] = .stringConvertible(crash.connectionsHandedOver)
    metadata["lost"] = .stringConvertible(crash.connectionsLost)
    return metadata
  }
}

extension CrashRecord.Answer {
  fileprivate var name: String {
    switch self {
    case .noRequest: "none"
    case .answered: "sent"
    case .cut: "cut"
    case .complete: "complete"
    case .retried: "left-to-another-worker"
    case .unreachable: "client-gone"
    case .reset: "reset"
    }
  }
}
