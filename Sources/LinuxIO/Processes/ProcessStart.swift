import CEpollShim
import Glibc

/// When a process began, which tells it from another one that was given the same id.
enum ProcessStart {
  /// Seconds since 1970, or nil when there is no such process or /proc is not mounted.
  static func seconds(of pid: Int32) -> Int64? {
    guard let status = try? OpenFile.contents(ofFile: "/proc/\(pid)/stat", limit: 1 << 12),
      // The second field is the program's name in parentheses, and may hold spaces and parentheses itself.
      let name = status.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = status[(name + 1)...].split(separator: UInt8(ascii: " "))
    // Field 22 of proc_pid_stat(5), in clock ticks since the machine was started.
    guard fields.count > 19, let ticks = Int64(String(decoding: fields[19], as: UTF8.self)) else {
      return nil
    }
    let perSecond = Int64(sysconf(Int32(_SC_CLK_TCK)))
    guard perSecond > 0 else { return nil }
    return read(CLOCK_REALTIME) - read(CLOCK_BOOTTIME) + ticks / perSecond
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var now = timespec()
    // Cannot fail: the clock is known and the memory is this frame's.
    unsafe clock_gettime(clock, &now)
    return Int64(now.tv_sec)
  }
}
