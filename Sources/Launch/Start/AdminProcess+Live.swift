import AdminEndpoint
import LinuxIO
import Logging
import PoolSupervisor

extension AdminProcess {
  /// The life of a side process.
  ///
  /// - Returns: Its exit code.
  func live(_ seat: consuming AuxiliarySeat) -> Int32 {
    let (slot, scoreboard, supervisor) = (seat.slot, seat.scoreboard, seat.supervisor)
    do throws(SystemCallError) {
      try run(channel: seat.takeChannel(), slot: slot, scoreboard: scoreboard, supervisor: supervisor)
      return 0
    } catch {
      logger.error("admin failed", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
      return 1
    }
  }
}
