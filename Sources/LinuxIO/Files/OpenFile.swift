/// An open regular file that several responses may send from.
package final class OpenFile: Sendable {
  let descriptor: Descriptor

  package init(owning descriptor: consuming Descriptor) {
    self.descriptor = descriptor
  }

  package init(_ file: consuming File) {
    descriptor = file.takeDescriptor()
  }
}
