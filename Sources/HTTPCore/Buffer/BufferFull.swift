/// A ``ByteBuffer`` would have had to grow beyond its ``ByteBuffer/maximumCapacity``.
package struct BufferFull: Error, Equatable {
  package init() {}
}
