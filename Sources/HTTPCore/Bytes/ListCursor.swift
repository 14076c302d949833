/// Walks the elements of a comma-separated list without quoted strings, RFC 9110 5.6.1.
struct ListCursor {
  private var index: Int
  private let end: Int
  private var isDone = false

  /// Begins with the element at `start` of the value that ends at `end`.
  init(_ start: Int, _ end: Int) {
    index = start
    self.end = end
  }

  /// The next element without the blanks around it, perhaps empty; nil behind the last one.
  ///
  /// An empty value has one element, an empty one.
  mutating func next(_ bytes: borrowing RawSpan) -> Extent? {
    guard !isDone else { return nil }
    while index < end, bytes.byte(index).isBlank { index &+= 1 }
    let start = index
    var last = start
    while index < end, bytes.byte(index) != UInt8(ascii: ",") {
      if !bytes.byte(index).isBlank { last = index &+ 1 }
      index &+= 1
    }
    if index < end {
      index &+= 1
    } else {
      isDone = true
    }
    return Extent(start, last)
  }
}
