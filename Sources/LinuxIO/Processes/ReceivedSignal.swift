/// A signal and what sent it.
package struct ReceivedSignal: Equatable, Sendable {
  package let signal: Signal
  /// Whether the kernel sent it by itself, as it does for a terminal: its window changed, it was closed, Ctrl-C was typed.
  package let isFromKernel: Bool
}
