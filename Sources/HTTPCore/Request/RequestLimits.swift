/// How much of a request a client may make the server read.
package struct RequestLimits: Equatable, Sendable, BitwiseCopyable {
  /// Bytes of the request line, its CRLF included; beyond it 414.
  package let requestLine: Int
  /// Bytes of the header section, the empty line behind it included; beyond it 431.
  package let headerBlock: Int
  /// Fields in the header section; beyond it 431.
  package let headerFields: Int
  /// Bytes of content, chunk framing not counted; beyond it 413.
  package let body: UInt64
  /// Bytes of one chunk line, its CRLF included; beyond it 400.
  package let chunkLine: Int
  /// Bytes of chunk extensions in one body, so that small chunks cannot carry unbounded ballast; beyond it 400.
  package let chunkExtensions: Int
  /// Bytes of the trailer section, the empty line behind it included; beyond it 431.
  package let trailerBlock: Int
  /// Fields in the trailer section; beyond it 431.
  package let trailerFields: Int

  /// What each limit on bytes of a head may be at most: 16 MiB. Offsets into a head are 32 bits wide.
  package static var ceiling: Int { 1 << 24 }

  /// Makes a set of limits; every number but `body` is clamped to 1 through ``ceiling``.
  package init(
    requestLine: Int = 8192,
    headerBlock: Int = 32_768,
    headerFields: Int = 100,
    body: UInt64 = 1 << 30,
    chunkLine: Int = 256,
    chunkExtensions: Int = 4096,
    trailerBlock: Int = 8192,
    trailerFields: Int = 32
  ) {
    func clamped(_ number: Int) -> Int { min(max(1, number), Self.ceiling) }
    self.requestLine = clamped(requestLine)
    self.headerBlock = clamped(headerBlock)
    self.headerFields = clamped(headerFields)
    self.body = body
    self.chunkLine = clamped(chunkLine)
    self.chunkExtensions = clamped(chunkExtensions)
    self.trailerBlock = clamped(trailerBlock)
    self.trailerFields = clamped(trailerFields)
  }

  /// Bytes of buffer with which any acceptable head fits: both lines' limits and a leading empty line.
  package var largestHead: Int { requestLine &+ headerBlock &+ 2 }
}
