/// How far a file is.
struct Progress: Equatable {
  /// In bytes.
  let received: UInt64
  /// In bytes; nil if the client does not say how many there will be.
  let total: UInt64?
  let isComplete: Bool

  var json: String {
    "{\"received\": \(received), \"total\": \(total.map { "\($0)" } ?? "null"), \"complete\": \(isComplete)}"
  }
}
