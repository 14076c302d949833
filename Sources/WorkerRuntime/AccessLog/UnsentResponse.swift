import LinuxIO

/// A response that has been written to an ``Outbox`` and not yet been taken by the kernel, for its line in the access
/// log. The places count from the first byte that the outbox ever sent.
struct UnsentResponse {
  /// When the request's first byte was there.
  let began: MonotonicTime
  let start: UInt64
  /// Where the content begins.
  let content: UInt64
  let end: UInt64
  let status: UInt16
  /// False for a response that was cut short.
  let isWhole: Bool
  /// Bytes of the outbox's lines that are this response's.
  let lineCount: Int
}
