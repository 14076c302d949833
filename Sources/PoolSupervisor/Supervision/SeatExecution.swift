package import LinuxIO

/// Executes the program for a seat.
package protocol SeatExecution: Sendable {
  /// - Parameter seat: What the new process is to be.
  /// - Returns: Its process id.
  /// - Throws: EAGAIN at a limit on processes, EMFILE, ENFILE or ENOMEM. That the program cannot be executed is told by
  ///   ``WorkerReport/notExecuted``.
  func execute(_ seat: ExecutedSeat) throws(SystemCallError) -> Int32
}
