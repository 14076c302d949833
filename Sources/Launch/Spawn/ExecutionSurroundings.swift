import LinuxIO

/// What every process that the server executes finds around itself, as it was when the server began: threads of the
/// program may change the environment meanwhile.
struct ExecutionSurroundings: Sendable {
  /// `NAME=VALUE` each.
  let environment: [String]
  let processName: String

  /// Those of this process, once the variables that are for it alone have been taken out.
  static var present: ExecutionSurroundings {
    ExecutionSurroundings(
      environment: ProcessEnvironment.entries(without: [InheritedSeat.variable]),
      processName: ProcessName.present)
  }
}
