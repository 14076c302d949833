/// Which symbolic links a ``Directory`` follows. None ever leads out of it.
package enum SymlinkPolicy: String, CaseIterable, Sendable {
  /// All that stay beneath the directory.
  case beneath
  /// Of those, the ones that belong to the owner of what they lead to, as nginx's `disable_symlinks if_not_owner`.
  case owner
  /// None, as nginx's `disable_symlinks on`.
  case never
}
