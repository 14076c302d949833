/// How a worker crashes.
package struct CrashSettings: Sendable {
  /// Whether a request with a safe method of whose response no byte has left is given to another worker, once, instead
  /// of being answered with 500.
  package var retriesRequests: Bool
  /// Whether the handlers that were there before, such as Swift's backtracer, run after the client has been answered.
  package var keepsBacktrace: Bool

  package init(retriesRequests: Bool = false, keepsBacktrace: Bool = false) {
    self.retriesRequests = retriesRequests
    self.keepsBacktrace = keepsBacktrace
  }
}
