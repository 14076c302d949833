import IPCProtocol
import LinuxIO

/// What a worker with an embedded server does in the moment in which it crashes: it leaves word.
///
/// How much of which response has left, and through which encryption, its library alone knows. So nothing is answered and
/// nothing handed over: the kernel resets or closes all its connections.
enum EmbeddedCrash {
  /// Waits for a crash.
  ///
  /// - Throws: ENOMEM without memory for the handler's stack.
  static func install(
    _ requests: RequestDesk, slot: ScoreboardSlot, settings: CrashSettings
  ) throws(SystemCallError) {
    let handlersBefore = settings.keepsBacktrace ? CrashSignals.saveHandlers() : nil
    try CrashSignals.handle { cause in
      let hasRequest = requests.showCrashed()
      let others = slot.openConnections - min(slot.openConnections, hasRequest ? 1 : 0)
      slot.write(
        CrashRecord(
          signal: cause.signal.rawValue, instruction: ProgramAddress.place(of: cause.instruction),
          address: cause.address == cause.instruction ? 0 : cause.address,
          sender: cause.sender ?? 0, time: MonotonicTime.exact.unsigned,
          answer: hasRequest ? .reset : .noRequest,
          connectionsHandedOver: 0, connectionsLost: Int(clamping: others)))
      return CrashSignals.finish(cause, by: handlersBefore)
    }
  }
}
