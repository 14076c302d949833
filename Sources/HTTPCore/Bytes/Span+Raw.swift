extension Span<UInt8> {
  /// The same bytes as a raw span.
  @_lifetime(copy self)
  @inline(__always)
  func raw() -> RawSpan {
    // `bytes` is unsafe for types with padding; UInt8 has none.
    unsafe bytes
  }
}
