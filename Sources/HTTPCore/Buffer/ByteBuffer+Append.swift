extension ByteBuffer {
  /// Appends one byte.
  ///
  /// - Throws: ``BufferFull`` when the buffer may not grow; it is then unchanged, here and in every `append`.
  package mutating func append(_ byte: UInt8) throws(BufferFull) {
    guard reserve(1), let base = unsafe base else { throw BufferFull() }
    // reserve() made sure that `end` is below the capacity.
    unsafe base.storeBytes(of: byte, toByteOffset: end, as: UInt8.self)
    readableCount &+= 1
  }

  /// Appends a copy of `bytes`.
  @inlinable
  package mutating func append(_ bytes: borrowing RawSpan) throws(BufferFull) {
    let count = bytes.byteCount
    guard count > 0 else { return }
    guard reserve(count), let base = unsafe base else { throw BufferFull() }
    // reserve() made room for `count` bytes, and a borrowed span cannot point into memory being mutated.
    unsafe bytes.withUnsafeBytes { source in
      if let first = source.baseAddress {
        unsafe (base + end).copyMemory(from: first, byteCount: count)
      }
    }
    readableCount &+= count
  }

  /// Appends the bytes of a literal. Inside the module the copy becomes a few stores.
  @inline(__always)
  package mutating func append(_ text: StaticString) throws(BufferFull) {
    let count = text.utf8CodeUnitCount
    guard count > 0 else { return }
    guard reserve(count), let base = unsafe base else { throw BufferFull() }
    // A literal's bytes live as long as the program, and reserve() made room for all of them.
    unsafe (base + end).copyMemory(from: text.utf8Start, byteCount: count)
    readableCount &+= count
  }

  /// Appends `name: value` and CRLF; what they hold is the caller's responsibility.
  mutating func appendFieldLine(
    _ name: borrowing RawSpan, _ value: borrowing RawSpan
  ) throws(ResponseError) {
    // Neither count can be near overflow, for both spans are in memory.
    let nameCount = name.byteCount
    let valueCount = value.byteCount
    guard reserve(nameCount &+ valueCount &+ 4), let base = unsafe base else { throw .bufferFull }
    let line = unsafe base + end
    let valueStart = nameCount &+ 2
    // reserve() made room for both parts and the four bytes of punctuation.
    unsafe name.withUnsafeBytes { source in
      if let first = source.baseAddress { unsafe line.copyMemory(from: first, byteCount: nameCount) }
    }
    unsafe line.storeBytes(of: UInt16(littleEndian: 0x203a), toByteOffset: nameCount, as: UInt16.self)
    unsafe value.withUnsafeBytes { source in
      if let first = source.baseAddress {
        unsafe (line + valueStart).copyMemory(from: first, byteCount: valueCount)
      }
    }
    unsafe line.storeBytes(
      of: UInt16(littleEndian: 0x0a0d), toByteOffset: valueStart &+ valueCount, as: UInt16.self)
    readableCount &+= valueStart &+ valueCount &+ 2
  }

  /// Appends the UTF-8 bytes of `text`.
  package mutating func append(string text: String) throws(BufferFull) {
    try append(text.utf8.span.raw())
  }

  /// Appends a number in decimal, without sign or leading zeros: 1 through 20 digits.
  package mutating func append(decimal number: UInt64) throws(BufferFull) {
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var first = 20
    var rest = number
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      first &-= 1
      digits[first] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
      rest = quotient
    } while rest != 0
    try append(digits.span.raw().extracting(first..<20))
  }

  /// Appends a number in lower-case hexadecimal, without leading zeros: 1 through 16 digits.
  package mutating func append(hexadecimal number: UInt64) throws(BufferFull) {
    var digits = InlineArray<16, UInt8>(repeating: 0)
    var first = 16
    var rest = number
    repeat {
      let digit = UInt8(truncatingIfNeeded: rest & 0xf)
      first &-= 1
      digits[first] = digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &- 10 &+ digit
      rest >>= 4
    } while rest != 0
    try append(digits.span.raw().extracting(first..<16))
  }
}
