import LinuxIO

extension InheritedSeat {
  /// Larger than any command line can be; execve(2).
  private static let limit = 1 << 24

  /// Takes the seat that this process was executed for, and the variable that tells of it out of the environment, so
  /// that no program it starts takes itself for a worker.
  ///
  /// - Returns: nil for a process that nobody told to be a worker.
  /// - Throws: What is wrong with it.
  static func take() throws(SpawnError) -> InheritedSeat? {
    guard let text = ProcessEnvironment.value(of: variable) else { return nil }
    ProcessEnvironment.remove(variable)
    guard let number = Int32(text), number >= 3, String(number) == text else { throw .variable(text) }
    let bytes: [UInt8]
    do throws(SystemCallError) {
      bytes = try MemoryFile.contents(of: InheritedDescriptor.take(number, .any), limit: limit)
    } catch {
      throw .unreadable(error)
    }
    let seat = try InheritedSeat(decoding: bytes)
    guard seat.supervisor == Fork.parent else {
      throw .stranger(supervisor: seat.supervisor, parent: Fork.parent)
    }
    return seat
  }
}
