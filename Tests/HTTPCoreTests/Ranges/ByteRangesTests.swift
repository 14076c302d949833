import HTTPCore
import Testing

struct ByteRangesTests {
  private func parse(_ value: String, _ length: UInt64) -> String {
    switch withBytes(value, { ByteRanges.parse($0, length: length) }) {
    case .ignored: "ignored"
    case .unsatisfiable: "416"
    case .satisfiable(let ranges):
      (0..<ranges.count).map { "\(ranges[$0].first)-\(ranges[$0].last)" }.joined(separator: " ")
    }
  }

  @Test(
    "Satisfiable ranges are cut to the representation, RFC 9110 14.1.2",
    arguments: [
      ("bytes=0-499", "0-499"), ("bytes=500-999", "500-999"), ("bytes=-500", "500-999"),
      ("bytes=9-", "9-999"),
      ("bytes=0-0", "0-0"), ("bytes=999-999", "999-999"), ("bytes=0-", "0-999"), ("bytes=0-5000", "0-999"),
      ("bytes=-5000", "0-999"), ("bytes=0-0,-1", "0-0 999-999"), ("bytes=500-600,601-700", "500-600 601-700"),
      ("bytes=600-700,0-1", "600-700 0-1"), ("BYTES=0-1", "0-1"), ("bytes= 0-1 , 3-4", "0-1 3-4"),
      ("bytes=,,0-1,,", "0-1"), ("bytes=0-1,1000-", "0-1"), ("bytes=0-99999999999999999999999", "0-999"),
      ("bytes=0-18446744073709551615", "0-999"), ("bytes=-18446744073709551616", "0-999"),
      ("bytes=00000-00001", "0-1"), ("bytes=0-1,-0", "0-1"),
    ])
  func satisfiable(_ value: String, _ expected: String) {
    #expect(parse(value, 1000) == expected)
  }

  @Test(
    "Ranges that all lie behind the end are unsatisfiable, RFC 9110 15.5.17",
    arguments: [
      "bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=1000-,2000-", "bytes=99999999999999999999-",
    ])
  func unsatisfiable(_ value: String) {
    #expect(parse(value, 1000) == "416")
  }

  @Test(
    "A field with another unit or a syntax error is ignored, RFC 9110 14.2",
    arguments: [
      "", "bytes", "bytes=", "bytes=,", "bytes= ", "bytes=-", "bytes=a-b", "bytes=1-0", "bytes=0-1;",
      "bytes=0",
      "bytes=0--1", "bytes=--1", "bytes=0-1-2", "bytes=+0-1", "bytes=0x0-1", "bytes 0-1", "bytes =0-1",
      "items=0-1",
      "byte=0-1", "bytes=0-1,x", "bytes=0 -1", "bytes=0- 1", "bytes=0-1 2-3", "0-1", "bytes=5-4,0-1",
    ])
  func ignored(_ value: String) {
    #expect(parse(value, 1000) == "ignored")
  }

  @Test(
    "Sets out of proportion are ignored, RFC 9110 14.2",
    arguments: ["bytes=0-10,10-20", "bytes=0-,0-", "bytes=0-499,-500", "bytes=5-9,0-20", "bytes=0-0,0-0"])
  func abuse(_ value: String) {
    #expect(parse(value, 1000) == "ignored")
  }

  @Test("Sixteen ranges are heeded and seventeen are not, RFC 9110 14.2")
  func cap() {
    let spec = { (count: Int) in "bytes=" + (0..<count).map { "\($0 * 2)-\($0 * 2)" }.joined(separator: ",") }
    #expect(parse(spec(16), 1000).split(separator: " ").count == 16)
    #expect(parse(spec(17), 1000) == "ignored")
    #expect(parse("bytes=0-0" + String(repeating: ",2000-", count: 16), 1000) == "ignored")
  }

  @Test(
    "No part of an empty representation can be sent, RFC 9110 14.1.2",
    arguments: ["bytes=0-", "bytes=-5", "bytes=0-0"])
  func empty(_ value: String) {
    #expect(parse(value, 0) == "ignored")
  }

  @Test("The largest representation causes no overflow")
  func largest() {
    #expect(parse("bytes=0-", .max) == "0-18446744073709551614")
    #expect(parse("bytes=-1", .max) == "18446744073709551614-18446744073709551614")
  }

  @Test("Content-Range tells part and length, RFC 9110 14.4")
  func contentRange() throws {
    var buffer = ByteBuffer(maximumCapacity: 1000)
    guard case .satisfiable(let ranges) = withBytes("bytes=1-2", { ByteRanges.parse($0, length: 10) }) else {
      Issue.record("not satisfiable")
      return
    }
    #expect(ranges[0].count == 2)
    try buffer.appendContentRange(ranges[0], length: 10)
    try buffer.appendUnsatisfiedRange(length: 10)
    expect(buffer.text == "Content-Range: bytes 1-2/10\r\nContent-Range: bytes */10\r\n")
  }
}
