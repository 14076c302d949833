/// Content that is all in memory, and is handed out piece by piece.
actor MemoryPieces {
  private var left: ArraySlice<[UInt8]>
  /// Bytes of all of it; nil without content.
  nonisolated let length: UInt64?

  init(_ pieces: [[UInt8]]) {
    let pieces = pieces.filter { !$0.isEmpty }
    left = pieces[...]
    length = pieces.isEmpty ? nil : UInt64(pieces.reduce(0) { $0 + $1.count })
  }

  func next() -> [UInt8]? { left.popFirst() }
}
