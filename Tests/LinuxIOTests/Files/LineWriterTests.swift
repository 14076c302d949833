import Glibc
import LinuxIO
import Testing

@Suite("A log whose reader stalls", .serialized)
struct LineWriterTests {
  /// A pipe whose both ends are non-blocking for the test, and closed with it.
  private final class Pipe {
    let (reader, writer): (Int32, Int32)

    init() throws {
      var ends: [Int32] = [-1, -1]
      try SystemCall.run("pipe") { unsafe pipe(&ends) }
      (reader, writer) = (ends[0], ends[1])
    }

    deinit {
      close(reader)
      close(writer)
    }

    func read(_ count: Int) -> String {
      var buffer = [UInt8](repeating: 0, count: count)
      let got = unsafe Glibc.read(reader, &buffer, count)
      return String(decoding: buffer[..<max(0, got)], as: UTF8.self)
    }
  }

  @Test func writesALineAtOnce() throws {
    let pipe = try Pipe()
    LineWriter(to: pipe.writer).write("hello")
    #expect(pipe.read(100) == "hello\n")
  }

  /// Blocking here would block the supervisor.
  @Test func neverWaitsAndKeepsWholeLines() throws {
    let pipe = try Pipe()
    let writer = LineWriter(to: pipe.writer)
    let line = String(repeating: "x", count: 999)
    for number in 0..<1000 { writer.write("\(number) \(line)") }
    // What fitted is there, in whole lines and in order.
    let text = pipe.read(1 << 16)
    let numbers = text.split(separator: "\n").dropLast().compactMap { Int($0.prefix { $0.isNumber }) }
    #expect(numbers == Array(0..<numbers.count) && numbers.count > 30)
  }

  @Test func saysHowManyLinesWereLost() throws {
    let pipe = try Pipe()
    let writer = LineWriter(to: pipe.writer)
    for _ in 0..<1000 { writer.write(String(repeating: "x", count: 999)) }
    var text = pipe.read(1 << 20)
    for _ in 0..<10 {
      writer.write("next")
      text += pipe.read(1 << 20)
      if text.contains("were lost") { break }
    }
    #expect(text.contains("lines of the log were lost") && text.contains("next\n"))
  }

  @Test func aBrokenPipeIsNoError() async {
    await #expect(processExitsWith: .success) {
      try SignalMask.ignore(.pipe)
      var ends: [Int32] = [-1, -1]
      try SystemCall.run("pipe") { unsafe pipe(&ends) }
      close(ends[0])
      let writer = LineWriter(to: ends[1])
      for _ in 0..<100 { writer.write("nobody listens") }
    }
  }
}
