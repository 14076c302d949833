import Benchmark
import HTTPCore

private let small = Array("GET /128.txt HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n".utf8)

private let browser = Array(
  """
  GET /assets/style.css?v=42 HTTP/1.1\r
  Host: www.example.org\r
  User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
  Accept: text/css,*/*;q=0.1\r
  Accept-Language: en-GB,en;q=0.7,de;q=0.3\r
  Accept-Encoding: gzip, deflate, br, zstd\r
  Referer: https://www.example.org/\r
  Connection: keep-alive\r
  Cookie: session=3f1c9a7be2d04c5f8a6b; theme=dark; consent=necessary\r
  If-None-Match: "5f3-62a1b0c4d5e6f"\r
  \r\n
  """.utf8)

private let chunked = Array("8\r\n01234567\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n".utf8)

func measureParser() {
  Benchmark("Parser: head of a load generator") { benchmark in parse(small, benchmark) }
  Benchmark("Parser: head of a browser") { benchmark in parse(browser, benchmark) }
  Benchmark("Parser: chunked body of two chunks") { benchmark in
    for _ in benchmark.scaledIterations {
      var decoder = try BodyDecoder(framing: .chunked)
      var position = 0
      while position < chunked.count {
        let bytes = chunked.span.bytes.extracting(position..<chunked.count)
        position += try decoder.decode(bytes).consumed
      }
      blackHole(position)
    }
  }
}

/// One parser for all requests, as a connection has it.
private func parse(_ request: [UInt8], _ benchmark: Benchmark) {
  var parser = RequestParser()
  for _ in benchmark.scaledIterations {
    do throws(RequestError) {
      blackHole(try parser.parse(request.span.bytes))
    } catch {
      benchmark.error("the request was refused: \(error)")
      return
    }
    parser.reset()
  }
}
