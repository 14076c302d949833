/// One name in a directory.
package struct DirectoryEntry: Sendable {
  package let name: String
  /// Of the name itself: a symbolic link's, not that of what it leads to.
  package let status: FileStatus

  package init(name: String, status: FileStatus) {
    self.name = name
    self.status = status
  }
}
