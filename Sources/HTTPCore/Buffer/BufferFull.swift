/// A ``ByteBuffer`` would have had to grow beyond its ``ByteBuffer/maximumCapacity``.
@usableFromInline
package struct BufferFull: Error, Equatable {
  /// The error has nothing to tell but itself.
  @inlinable
  package init() {}
}
