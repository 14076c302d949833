import CEpollShim
import Glibc

/// What ps(1) and pgrep(1) call this process; PR_SET_NAME.
package enum ProcessName {
  /// At most 15 bytes.
  package static var present: String {
    var room = [CChar](repeating: 0, count: 16)
    // The kernel writes 16 bytes at most, the last of them null.
    guard unsafe shim_get_process_name(&room) == 0 else { return "" }
    return String(decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Names the calling thread, which is the process if it is the main one. The rest of a longer name is cut off.
  package static func set(_ name: String) throws(SystemCallError) {
    try SystemCall.run("prctl") { unsafe shim_set_process_name(name) }
  }
}
