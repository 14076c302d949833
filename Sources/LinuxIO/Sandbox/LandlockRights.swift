import CEpollShim

/// Rights that Landlock distinguishes, by the version of its interface that knows them; landlock(7).
struct LandlockRights: Equatable, Sendable {
  /// On files, for `handled_access_fs`.
  let files: UInt64
  /// On TCP ports, for `handled_access_net`.
  let network: UInt64
  /// Towards processes outside the sandbox, for `scoped`.
  let scopes: UInt64

  static let readFile: UInt64 = 1 << 2
  static let readDirectory: UInt64 = 1 << 3

  /// Every right that a kernel with this version of the interface can take away.
  ///
  /// - Parameter version: 1 or more; of a version later than 6 the rights of 6 are taken.
  init(version: Int32) {
    // Execute, write, read, list, remove and make things of each kind.
    var files: UInt64 = (1 << 13) - 1
    // Link or rename between directories.
    if version >= 2 { files |= 1 << 13 }
    // Truncate.
    if version >= 3 { files |= 1 << 14 }
    // ioctl(2) on devices.
    if version >= 5 { files |= 1 << 15 }
    self.files = files
    // Bind and connect.
    network = version >= 4 ? 0b11 : 0
    // Abstract unix sockets and signals.
    scopes = version >= 6 ? 0b11 : 0
  }

  var cValue: shim_landlock_rights { shim_landlock_rights(files: files, network: network, scopes: scopes) }
}
