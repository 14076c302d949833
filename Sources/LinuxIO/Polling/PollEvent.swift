/// One descriptor that is ready.
package struct PollEvent: Equatable, Sendable {
  /// What the watcher gave when it asked.
  package let token: UInt64
  package let readiness: Readiness

  package init(token: UInt64, readiness: Readiness) {
    self.token = token
    self.readiness = readiness
  }
}
