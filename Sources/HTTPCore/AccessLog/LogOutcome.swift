/// What became of a request.
package struct LogOutcome: Sendable {
  /// The status sent, or 499 where none was because the client went.
  package var status: UInt16
  /// Bytes that the kernel took: of all the response, and of what follows its head, framing of chunks included.
  package var bytes: UInt64
  package var bodyBytes: UInt64
  /// Whether the kernel took the whole response.
  package var isComplete: Bool
  /// How long it took, from the request's first byte to the response's last.
  package var microseconds: UInt64

  package init(status: UInt16, bytes: UInt64, bodyBytes: UInt64, isComplete: Bool, microseconds: UInt64) {
    self.status = status
    self.bytes = bytes
    self.bodyBytes = bodyBytes
    self.isComplete = isComplete
    self.microseconds = microseconds
  }
}
