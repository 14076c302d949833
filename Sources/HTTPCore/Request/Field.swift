/// One field line of a head, as offsets into the bytes of the request.
package struct Field: Sendable, BitwiseCopyable {
  /// Where the name stands, as the client spelled it; never empty.
  package let name: Extent
  /// Where the value stands, without the white space around it; may be empty.
  package let value: Extent
  /// Which field it is.
  package let known: KnownField

  /// Makes a field line from its parts.
  package init(name: Extent, value: Extent, known: KnownField) {
    self.name = name
    self.value = value
    self.known = known
  }
}
