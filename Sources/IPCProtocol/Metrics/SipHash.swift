/// SipHash-2-4 (Aumasson and Bernstein, 2012): a hash that nobody can predict who does not know the key.
struct SipHash: Sendable {
  let key: (UInt64, UInt64)

  init(key first: UInt64, _ second: UInt64) { key = (first, second) }

  func callAsFunction(_ bytes: Span<UInt8>) -> UInt64 {
    var state = State(key)
    var word: UInt64 = 0
    for index in bytes.indices {
      word |= UInt64(bytes[index]) << (8 * UInt64(index % 8))
      guard index % 8 == 7 else { continue }
      state.take(word)
      word = 0
    }
    state.take(word | UInt64(truncatingIfNeeded: bytes.count) << 56)
    return state.finish()
  }

  private struct State {
    private var (a, b, c, d): (UInt64, UInt64, UInt64, UInt64)

    init(_ key: (UInt64, UInt64)) {
      // "somepseudorandomlygeneratedbytes"
      a = key.0 ^ 0x736f_6d65_7073_6575
      b = key.1 ^ 0x646f_7261_6e64_6f6d
      c = key.0 ^ 0x6c79_6765_6e65_7261
      d = key.1 ^ 0x7465_6462_7974_6573
    }

    mutating func take(_ word: UInt64) {
      d ^= word
      for _ in 0..<2 { mix() }
      a ^= word
    }

    mutating func finish() -> UInt64 {
      c ^= 0xff
      for _ in 0..<4 { mix() }
      return a ^ b ^ c ^ d
    }

    private mutating func mix() {
      a &+= b
      b = Self.rotate(b, 13) ^ a
      a = Self.rotate(a, 32)
      c &+= d
      d = Self.rotate(d, 16) ^ c
      a &+= d
      d = Self.rotate(d, 21) ^ a
      c &+= b
      b = Self.rotate(b, 17) ^ c
      c = Self.rotate(c, 32)
    }

    private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
      word << count | word >> (64 - count)
    }
  }
}
