/// What another program has to know of a ``Listener`` that it inherits from this process.
package struct ListenerHandle: Equatable, Sendable {
  /// The name of a unix socket as its maker left it: a device and a file on it.
  package struct File: Equatable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(device: UInt64, inode: UInt64) {
      self.device = device
      self.inode = inode
    }
  }

  /// The descriptor's number.
  package var number: Int32
  /// Nil where there is none, or where it is another's to remove.
  package let file: File?

  package init(number: Int32, file: File?) {
    self.number = number
    self.file = file
  }
}
