import HTTPCore
import Testing

@testable import WorkerRuntime

@Suite("A body that is received before its handler is called")
struct BodyStoreTests {
  private func received(_ store: BodyStore) throws -> [UInt8] {
    var all: [UInt8] = []
    var buffer = ByteBuffer(maximumCapacity: 1 << 16)
    while true {
      try store.read(into: &buffer)
      guard !buffer.isEmpty else { return all }
      for index in 0..<buffer.readableCount { all.append(buffer.readable.byte(index)) }
      buffer.reset()
    }
  }

  /// A server of files must not be made to fill its disk with what it will answer with 405.
  @Test func whatNobodyReadsIsNotKept() throws {
    let store = try BodyStore(framing: .length(50_000), limits: RequestLimits(), keepsContent: false)
    var input = ByteBuffer(maximumCapacity: .max)
    try input.append(unsafe [UInt8](repeating: 1, count: 50_010).span.bytes)
    #expect(try store.take(from: input, at: 0) == 50_000)
    #expect(store.isComplete && store.count == 50_000)
    #expect(try received(store).isEmpty)
  }

  /// Of chunks of one byte, of pieces that just fit into memory, and of such that never do.
  @Test("It comes out as it went in, whatever its pieces", arguments: [1, 7, 16_384, 16_385, 60_000])
  func contentIsKept(piece: Int) throws {
    for count in [0, 1, 16_383, 16_384, 16_385, 32_769, 100_000] {
      let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
      let store = try BodyStore(framing: .chunked, limits: RequestLimits())
      var input = ByteBuffer(maximumCapacity: .max)
      var rest = content[...]
      while !rest.isEmpty {
        let part = Array(rest.prefix(piece))
        rest = rest.dropFirst(part.count)
        // An array of bytes has no padding.
        try input.appendChunk(unsafe part.span.bytes)
      }
      try input.endChunks()
      #expect(try store.take(from: input, at: 0) == input.readableCount)
      #expect(store.isComplete && store.count == UInt64(count))
      #expect(try received(store) == content, "\(count) bytes in pieces of \(piece)")
    }
  }
}
