/// A ``ByteBuffer`` would have had to grow beyond its ``ByteBuffer/maximumCapacity``.
package struct BufferFull: Error, Equatable {
  /// The error has nothing to tell but itself.
  package init() {}
}
