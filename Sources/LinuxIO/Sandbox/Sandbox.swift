import CEpollShim
import Glibc
import SystemPackage

/// What a process may still do once it has entered: read beneath the directories that were named, and use what it has
/// open. Every other access to files is refused by the kernel, and from what versions on it knows them TCP connections,
/// new TCP listeners, and signals and abstract unix sockets of processes outside; landlock(7).
///
/// Made once, by the parent; each child enters by itself.
package final class Sandbox: Sendable {
  private let ruleset: Descriptor

  /// The version of the kernel's interface, 1 or more; the later, the more is refused.
  package let version: Int32

  /// - Parameter directories: What may be read, with everything beneath it.
  /// - Throws: ENOSYS or EOPNOTSUPP where the kernel has no Landlock or was started without it.
  package init(readingBeneath directories: [Directory]) throws(SystemCallError) {
    version = try SystemCall.run("landlock_create_ruleset") { shim_landlock_abi() }
    var handled = LandlockRights(version: version).cValue
    ruleset = Descriptor(
      owning: try SystemCall.run("landlock_create_ruleset") {
        // The kernel reads the structure during the call.
        unsafe shim_landlock_create_ruleset(&handled)
      })
    for directory in directories {
      try allow(LandlockRights.readFile | LandlockRights.readDirectory, beneath: directory.number)
    }
    // A worker holds a descriptor of it in reserve, which it closes and opens again.
    let null = try Descriptor.reserve()
    try allow(LandlockRights.readFile, beneath: null.number)
  }

  /// One that another process has made.
  ///
  /// - Parameters:
  ///   - ruleset: Its ``number`` there, inherited.
  ///   - version: Its ``version``.
  package init(adopting ruleset: consuming Descriptor, version: Int32) {
    self.ruleset = ruleset
    self.version = version
  }

  /// What a child that has entered, or does not mean to, need not keep.
  package var number: Int32 { ruleset.number }

  /// Confines this process and all its later children. There is no way out.
  ///
  /// - Throws: EPERM unless the process has renounced new privileges before (PR_SET_NO_NEW_PRIVS).
  package func enter() throws(SystemCallError) {
    try SystemCall.run("landlock_restrict_self") { shim_landlock_restrict_self(ruleset.number) }
  }

  private func allow(_ rights: UInt64, beneath number: Int32) throws(SystemCallError) {
    try SystemCall.run("landlock_add_rule") { shim_landlock_allow_beneath(ruleset.number, number, rights) }
  }
}
