import CEpollShim
import Glibc

/// What concerns the process's descriptor table as a whole.
package enum DescriptorTable {
  /// Closes `numbers`, with one close_range(2) for each run of neighbours.
  ///
  /// A forked child uses it to let go of what belongs to its parent and its siblings. Numbers that are not open are
  /// passed over, negative ones too. Kernels before 5.9 lack the call; there each number is closed on its own.
  package static func close(_ numbers: [Int32]) {
    var pending = numbers.filter { $0 >= 0 }.sorted()[...]
    while let first = pending.popFirst() {
      var last = first
      while let next = pending.first, next - 1 <= last {
        last = next
        pending.removeFirst()
      }
      if shim_close_range(UInt32(first), UInt32(last)) == -1 {
        for number in first...last { _ = Glibc.close(number) }
      }
    }
  }

  /// Raises the soft limit on open descriptors to the hard one; see getrlimit(2), RLIMIT_NOFILE.
  ///
  /// - Returns: The limit now in force, in descriptors.
  @discardableResult
  package static func raiseLimit() throws(SystemCallError) -> UInt64 {
    var limit = rlimit()
    try SystemCall.run("getrlimit") { unsafe shim_getrlimit_nofile(&limit) }
    guard limit.rlim_cur < limit.rlim_max else { return UInt64(limit.rlim_cur) }
    limit.rlim_cur = limit.rlim_max
    try SystemCall.run("setrlimit") { unsafe shim_setrlimit_nofile(&limit) }
    return UInt64(limit.rlim_cur)
  }
}
