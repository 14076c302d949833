/// A side process of the server: a child of the supervisor that is no worker and belongs to no pool, such as the one
/// that tells about the pool over HTTP.
///
/// It is forked at the start, forked again with growing delays when it ends, and told to leave when the last worker has
/// left. It dies with its supervisor.
package struct Auxiliary: Sendable {
  /// What it does with its life; the result is its exit code. Runs in the child, after the fork.
  package typealias Life = @Sendable (consuming AuxiliarySeat) -> Int32

  /// What the log calls it.
  package let name: String
  /// Numbers of descriptors that are for it alone, such as a listener of its own: every other child closes them.
  package let descriptors: [Int32]
  let life: Life
  /// How it comes to life where workers are executed; nil where they never are.
  let execution: (any SeatExecution)?

  package init(
    name: String, descriptors: [Int32], execution: (any SeatExecution)? = nil, life: @escaping Life
  ) {
    self.name = name
    self.descriptors = descriptors
    self.execution = execution
    self.life = life
  }
}
