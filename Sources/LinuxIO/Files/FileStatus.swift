import CEpollShim
import Glibc

/// What fstat(2) says of a file: enough to tell whether it is another one now, or has changed.
package struct FileStatus: Equatable, Sendable {
  package enum Kind: Sendable { case regular, directory, symbolicLink, other }

  package let kind: Kind
  /// In bytes.
  package let size: UInt64
  /// When the content was last changed, or what a program has claimed of that.
  package let modified: FileTime
  /// When content or attributes were last changed; nobody can set it.
  package let changed: FileTime
  package let owner: UInt32
  let device: UInt64
  let inode: UInt64

  package init(
    kind: Kind, size: UInt64, modified: FileTime, changed: FileTime, owner: UInt32 = 0, device: UInt64 = 0,
    inode: UInt64 = 0
  ) {
    self.kind = kind
    self.size = size
    self.modified = modified
    self.changed = changed
    self.owner = owner
    self.device = device
    self.inode = inode
  }

  init(_ status: stat) {
    let kind: Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      default: .other
      }
    self.init(
      kind: kind, size: UInt64(clamping: status.st_size), modified: FileTime(status.st_mtim),
      changed: FileTime(status.st_ctim), owner: status.st_uid, device: UInt64(status.st_dev),
      inode: UInt64(status.st_ino))
  }

  init(of number: Int32) throws(SystemCallError) {
    var status = stat()
    try SystemCall.run("fstat") { unsafe fstat(number, &status) }
    self.init(status)
  }

  /// Which file it is, among those that exist at present.
  var identity: ListenerHandle.File { ListenerHandle.File(device: device, inode: inode) }

  func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}
