import Benchmark
import HTTPCore

func measureSerialiser() {
  Benchmark("Serialiser: head with two fields") { benchmark in
    var buffer = ByteBuffer(maximumCapacity: 16 * 1024)
    let date = HTTPDate.text(seconds: 1_700_000_000)
    let head = ResponseHead(status: .ok, framing: .length(1234))
    for _ in benchmark.scaledIterations {
      try head.write(into: &buffer, date: date, server: RawSpan())
      try buffer.appendField("Content-Type", "text/plain; charset=utf-8")
      try buffer.appendField("Accept-Ranges", "bytes")
      try buffer.endHead()
      blackHole(buffer.readableCount)
      buffer.reset()
    }
  }
  Benchmark("Serialiser: a date") { benchmark in
    for second in benchmark.scaledIterations {
      let text = HTTPDate.text(seconds: 1_700_000_000 + Int64(second))
      blackHole(text[28])
    }
  }
}
