import CEpollShim
import Glibc

/// What concerns the process's descriptor table as a whole.
package enum DescriptorTable {
  /// Closes `numbers`; see ``DescriptorSet/close(sparing:)``.
  package static func close(_ numbers: [Int32]) { DescriptorSet(numbers).close() }

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
