import CEpollShim
import Glibc
import SystemPackage

/// Whose rights a process has: user, group and supplementary groups, all as numbers; credentials(7).
package struct Identity: Equatable, Sendable {
  package let user: UInt32
  package let group: UInt32
  /// All groups, ``group`` among them.
  package let groups: [UInt32]

  package init(user: UInt32, group: UInt32, groups: [UInt32]) {
    self.user = user
    self.group = group
    self.groups = groups
  }

  /// The user whose rights this process has now.
  package static var currentUser: UInt32 { geteuid() }

  /// The group whose rights this process has now, beside the supplementary ones.
  package static var currentGroup: UInt32 { getegid() }

  /// Gives this process, which must be root's, this identity for good.
  ///
  /// The kernel forgets PR_SET_PDEATHSIG with it, so ``Fork/dieWithParent(_:)`` comes after.
  ///
  /// - Throws: EPERM when the process lacks CAP_SETUID or CAP_SETGID, or when it could become root again; EINVAL for
  ///   more groups than the kernel takes.
  package func assume() throws(SystemCallError) {
    // The groups first: without root's rights they could not be changed any more, and root's would remain.
    let groups = groups
    try SystemCall.run("setgroups") { unsafe setgroups(groups.count, groups) }
    try SystemCall.run("setgid") { setgid(group) }
    try SystemCall.run("setuid") { setuid(user) }
    // As root both calls set the real, the effective and the saved id. With a capability alone they would set only the
    // effective one, and the way back would be open.
    guard user == 0 || setuid(0) == -1 else {
      throw SystemCallError(call: "setuid", errno: .notPermitted)
    }
  }
}
