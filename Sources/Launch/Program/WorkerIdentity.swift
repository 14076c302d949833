/// Which worker a program is asked about.
package struct WorkerIdentity: Sendable {
  /// The first of a server has the number 1; a replacement has one of its own.
  package let number: UInt32
  package let pid: Int32

  /// Counts the reloads.
  package let generation: UInt32

  package init(number: UInt32, pid: Int32, generation: UInt32) {
    self.number = number
    self.pid = pid
    self.generation = generation
  }
}
