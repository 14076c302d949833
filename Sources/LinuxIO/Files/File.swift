/// An open file of any kind, with what fstat(2) said of it when it was opened.
package struct File: ~Copyable {
  private let descriptor: Descriptor
  package let status: FileStatus

  init(owning descriptor: consuming Descriptor) throws(SystemCallError) {
    status = try FileStatus(of: descriptor.number)
    self.descriptor = descriptor
  }

  /// Gives up everything but the descriptor.
  package consuming func takeDescriptor() -> Descriptor { descriptor }
}
