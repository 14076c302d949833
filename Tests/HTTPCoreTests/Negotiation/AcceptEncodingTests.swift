import HTTPCore
import Testing

/// RFC 9110 12.5.3
struct AcceptEncodingTests {
  private func weights(_ values: String...) -> String {
    var accept = AcceptEncoding()
    for value in values { withBytes(value) { accept.take($0) } }
    return ContentCoding.allCases.map { "\($0)=\(accept.weight(of: $0))" }.joined(separator: " ")
  }

  @Test(
    "Weights are read in thousandths, RFC 9110 12.4.2",
    arguments: [
      ("gzip", 1000), ("gzip;q=1", 1000), ("gzip;q=1.", 1000), ("gzip;q=1.0", 1000), ("gzip;q=1.000", 1000),
      ("gzip;q=0", 0), ("gzip;q=0.", 0), ("gzip;q=0.5", 500), ("gzip;q=0.05", 50), ("gzip;q=0.001", 1),
      ("gzip;Q=0.5", 500), ("gzip ; q=0.5", 500), ("GZIP", 1000), ("x-gzip", 1000), ("gzip;q=0.999", 999),
      // Syntax errors: the element is skipped.
      ("gzip;q=1.001", 0), ("gzip;q=2", 0), ("gzip;q=0.0001", 0), ("gzip;q=", 0), ("gzip;q", 0), ("gzip;", 0),
      ("gzip;q=a", 0), ("gzip;q=0.a", 0), ("gzip;q=-1", 0), ("gzip;q=.5", 0), ("gzip;x=1", 0),
      ("gzip q=1", 0),
      ("gzip;q=1;x", 0), ("gzip;q=0,5", 0), ("gz", 0), ("gzipx", 0), (";q=1", 0), ("", 0),
    ])
  func weight(_ value: String, _ expected: UInt16) {
    let accept = withBytes(value) { AcceptEncoding($0) }
    #expect(accept.weight(of: .gzip) == expected)
  }

  @Test("Without a field only identity is acceptable")
  func absent() {
    #expect(weights() == "identity=1 gzip=0 deflate=0 brotli=0 zstd=0")
    #expect(weights("") == "identity=1 gzip=0 deflate=0 brotli=0 zstd=0")
  }

  @Test("What browsers send")
  func browsers() {
    #expect(
      weights("gzip, deflate, br, zstd") == "identity=1 gzip=1000 deflate=1000 brotli=1000 zstd=1000")
    #expect(weights("gzip", "br;q=0.5") == "identity=1 gzip=1000 deflate=0 brotli=500 zstd=0")
  }

  @Test("The asterisk stands for codings that are not named")
  func asterisk() {
    #expect(weights("*") == "identity=1000 gzip=1000 deflate=1000 brotli=1000 zstd=1000")
    #expect(weights("br, *;q=0") == "identity=0 gzip=0 deflate=0 brotli=1000 zstd=0")
    #expect(weights("identity, *;q=0") == "identity=1000 gzip=0 deflate=0 brotli=0 zstd=0")
    #expect(weights("identity;q=0") == "identity=0 gzip=0 deflate=0 brotli=0 zstd=0")
    #expect(weights("gzip;q=0, *;q=0.2") == "identity=200 gzip=0 deflate=200 brotli=200 zstd=200")
  }

  @Test("Codings have the names of their registration, RFC 9110 8.4.1")
  func tokens() {
    #expect(ContentCoding.allCases.map(\.token.description) == ["identity", "gzip", "deflate", "br", "zstd"])
  }
}
