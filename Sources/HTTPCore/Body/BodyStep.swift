/// What one call of ``BodyDecoder/decode(_:)`` found at the front of the bytes it was given.
package struct BodyStep: Equatable, Sendable {
  /// Bytes that are done with, the payload included; the next call is given what follows them.
  package let consumed: Int
  /// Content among them, counted from the first byte given; often empty.
  package let payload: Extent
  /// Whether the body is over. What follows `consumed` is then the next request.
  package let isComplete: Bool

  /// Makes a step from its parts.
  package init(consumed: Int, payload: Extent, isComplete: Bool) {
    self.consumed = consumed
    self.payload = payload
    self.isComplete = isComplete
  }
}
