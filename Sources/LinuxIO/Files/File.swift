import CEpollShim
import Glibc

/// An open file of any kind, with what fstat(2) said of it when it was opened.
package struct File: ~Copyable {
  package enum Kind: Sendable { case regular, directory, other }

  private let descriptor: Descriptor
  package let kind: Kind
  /// The size in bytes at the time of opening.
  package let size: UInt64

  init(owning descriptor: consuming Descriptor) throws(SystemCallError) {
    var status = stat()
    let number = descriptor.number
    try SystemCall.run("fstat") { unsafe fstat(number, &status) }
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      default: .other
      }
    size = UInt64(clamping: status.st_size)
    self.descriptor = descriptor
  }

  /// Gives up everything but the descriptor.
  package consuming func takeDescriptor() -> Descriptor { descriptor }
}
