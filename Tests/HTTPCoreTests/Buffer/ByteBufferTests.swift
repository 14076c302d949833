import HTTPCore
import Testing

struct ByteBufferTests {
  @Test("A new buffer holds neither bytes nor memory")
  func startsEmpty() {
    let buffer = ByteBuffer(maximumCapacity: 100)
    expect(buffer.isEmpty)
    expect(buffer.capacity == 0)
    let count = buffer.readable.byteCount
    #expect(count == 0)
  }

  @Test("Bytes come out in the order they went in")
  func keepsOrder() throws {
    var buffer = ByteBuffer(maximumCapacity: 4096)
    try buffer.append("abc")
    try buffer.append(UInt8(ascii: "d"))
    try buffer.append(string: "é")
    try withBytes("xyz") { bytes throws(BufferFull) in try buffer.append(bytes) }
    expect(buffer.text == "abcdéxyz")
    buffer.consume(3)
    expect(buffer.text == "déxyz")
    buffer.consume(buffer.readableCount)
    expect(buffer.isEmpty)
  }

  @Test(
    "Numbers are written in decimal without leading zeros",
    arguments: [(UInt64(0), "0"), (9, "9"), (10, "10"), (12345, "12345"), (.max, "18446744073709551615")])
  func decimal(_ number: UInt64, _ text: String) throws {
    var buffer = ByteBuffer(maximumCapacity: 100)
    try buffer.append(decimal: number)
    expect(buffer.text == text)
  }

  @Test(
    "Numbers are written in hexadecimal without leading zeros",
    arguments: [(UInt64(0), "0"), (9, "9"), (10, "a"), (0x1f0, "1f0"), (.max, "ffffffffffffffff")])
  func hexadecimal(_ number: UInt64, _ text: String) throws {
    var buffer = ByteBuffer(maximumCapacity: 100)
    try buffer.append(hexadecimal: number)
    expect(buffer.text == text)
  }

  @Test("A buffer grows up to its maximum and is unchanged beyond it")
  func growsToMaximum() throws {
    var buffer = ByteBuffer(maximumCapacity: 1000)
    for _ in 0..<100 { try buffer.append("0123456789") }
    expect(buffer.readableCount == 1000)
    expect(buffer.capacity == 1000)
    var refused = false
    do throws(BufferFull) { try buffer.append(UInt8(0)) } catch { refused = true }
    #expect(refused)
    expect(buffer.readableCount == 1000)
  }

  @Test("Bytes move to the front only when the room at the end is too small")
  func compacts() throws {
    var buffer = ByteBuffer(maximumCapacity: 512)
    for _ in 0..<51 { try buffer.append("0123456789") }
    buffer.consume(505)
    expect(buffer.reserve(2))
    try buffer.append("ab")
    expect(buffer.text == "56789ab")
    expect(buffer.reserve(400))
    expect(buffer.capacity == 512)
    expect(buffer.text == "56789ab")
    expect(!buffer.reserve(506))
    expect(buffer.text == "56789ab")
  }

  @Test("The writable region has the room asked for and what is written becomes readable")
  func writable() throws {
    var buffer = ByteBuffer(maximumCapacity: 600)
    try buffer.append("x")
    // The closure stays inside the region it is given.
    let written = unsafe buffer.withWritable(minimum: 100) { region in
      #expect(region.count >= 100)
      unsafe region.copyBytes(from: [1, 2, 3])
      return 3
    }
    #expect(written == 3)
    expect(buffer.readable.copy() == [UInt8(ascii: "x"), 1, 2, 3])
    let refused = unsafe buffer.withWritable(minimum: 600) { _ in 0 }
    #expect(refused == nil)
  }

  @Test("What is written to the lent region becomes readable when it is committed")
  func lends() throws {
    var buffer = ByteBuffer(maximumCapacity: 600)
    try buffer.append("x")
    var region = buffer.writable(minimum: 100)
    let count = region.byteCount
    // The region has room for three bytes, and the pointer does not leave the closure.
    unsafe region.withUnsafeMutableBytes { unsafe $0.copyBytes(from: [1, 2, 3]) }
    buffer.commit(2)
    #expect(count >= 100)
    expect(buffer.readable.copy() == [UInt8(ascii: "x"), 1, 2])
    let refused = buffer.writable(minimum: 600).byteCount
    #expect(refused == 0)
  }

  @Test("An error in the closure leaves the readable bytes alone")
  func writableThrows() throws {
    var buffer = ByteBuffer(maximumCapacity: 600)
    try buffer.append("x")
    var caught = false
    do throws(BufferFull) {
      _ = try unsafe buffer.withWritable(minimum: 1) { _ throws(BufferFull) in throw BufferFull() }
    } catch {
      caught = true
    }
    #expect(caught)
    expect(buffer.text == "x")
  }

  @Test("Memory is given back on request and never taken from readable bytes")
  func givesMemoryBack() throws {
    var buffer = ByteBuffer(maximumCapacity: 1 << 20)
    for _ in 0..<1000 { try buffer.append("0123456789") }
    buffer.consume(9_990)
    buffer.shrink(to: 64)
    expect(buffer.capacity == 64)
    expect(buffer.text == "0123456789")
    buffer.shrink(to: 4)
    expect(buffer.capacity == 10)
    buffer.truncate(to: 4)
    expect(buffer.text == "0123")
    buffer.reset()
    expect(buffer.isEmpty && buffer.capacity == 10)
    buffer.shrink(to: 4)
    expect(buffer.capacity == 0)
    try buffer.append("y")
    buffer.releaseMemory()
    expect(buffer.isEmpty && buffer.capacity == 0)
    try buffer.append("z")
    expect(buffer.text == "z")
  }
}
