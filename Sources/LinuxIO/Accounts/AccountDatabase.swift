import Glibc
import SystemPackage

/// What the look-ups of users and groups have in common.
enum AccountDatabase {
  /// Where entries of all sizes end; a group of many thousand members stays far below.
  private static let largestEntry = 1 << 24

  /// Runs one of the `_r` functions, such as getpwnam_r(3), with as much room as the entry needs.
  ///
  /// - Parameters:
  ///   - call: The function's name, for the error.
  ///   - look: Calls it with that room and copies what it found; the number is what it returned.
  /// - Returns: Nil when there is no such entry.
  /// - Throws: The function's reason.
  static func search<Entry>(
    _ call: String, _ look: (inout [CChar]) -> (failure: Int32, entry: Entry?)
  ) throws(SystemCallError) -> Entry? {
    var size = 1 << 10
    while true {
      var room = [CChar](repeating: 0, count: size)
      let (failure, entry) = look(&room)
      switch failure {
      case 0: return entry
      case EINTR: continue
      case ERANGE where size < largestEntry: size *= 4
      // The manual page counts these as "not found"; which of them comes depends on the source of the database.
      case ENOENT, ESRCH, EBADF, EPERM: return nil
      default: throw SystemCallError(call: call, errno: Errno(rawValue: failure))
      }
    }
  }

  /// The number that `text` is, nil when it is none.
  ///
  /// The greatest one is refused: setuid(2) and its kin take it for "leave as it is".
  static func number(_ text: String) -> UInt32? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return UInt32(text).flatMap { $0 == .max ? nil : $0 }
  }
}
