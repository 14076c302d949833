/// No accepted path leaves the root, whatever its spelling.
func fuzzPath(_ bytes: RawSpan) {
  var buffer = ByteBuffer(maximumCapacity: 1 << 16)
  do throws(PathError) {
    let path = try RequestPath(bytes, into: &buffer)
    require(buffer.readableCount == path.count + 1, "count and bytes differ")
    let output = buffer.readable
    require(output.byte(path.count) == 0, "NUL is missing")
    var start = 0
    for index in 0...path.count where index == path.count || output.byte(index) == UInt8(ascii: "/") {
      let segment = output.extracting(start..<index)
      require(path.count == 0 || !segment.isEmpty, "empty segment")
      require(!segment.equals(".") && !segment.equals(".."), "dot segment")
      start = index + 1
    }
    // The closure copies, and the pointer does not leave it.
    let text = unsafe output.withUnsafeBytes { unsafe Array($0.dropLast()) }
    require(!text.contains(0), "NUL within")
    require(String(validating: text, as: UTF8.self) != nil, "not UTF-8")
  } catch {
    require(buffer.isEmpty, "bytes left behind")
  }
}

/// Every range lies inside the representation and overlaps no other.
func fuzzRanges(_ bytes: RawSpan) {
  for length in [0, 1, 10, 1000, UInt64.max] {
    guard case .satisfiable(let ranges) = ByteRanges.parse(bytes, length: length) else { continue }
    require(ranges.count > 0 && ranges.count <= ByteRanges.maximumCount, "number of ranges")
    for index in 0..<ranges.count {
      require(ranges[index].first <= ranges[index].last && ranges[index].last < length, "range out of bounds")
      for other in 0..<index {
        require(
          ranges[index].last < ranges[other].first || ranges[other].last < ranges[index].first, "overlap")
      }
    }
  }
}

/// Conditions and dates of any content are evaluated without a trap, and dates survive being written.
func fuzzConditions(_ bytes: RawSpan) {
  for now in [0, 784_111_777, Int64.max, Int64.min] {
    guard let date = HTTPDate.parse(bytes, now: now) else { continue }
    let text = HTTPDate.text(seconds: date)
    require(HTTPDate.parse(text.span.raw(), now: now) == date, "date does not survive")
  }
  _ = EntityTagList.contains(bytes, bytes, .weak)
  _ = EntityTagList.matches(bytes, bytes, .strong)
  var parser = RequestParser()
  do throws(RequestError) {
    guard try parser.parse(bytes) != nil else { return }
  } catch { return }
  let tag = EntityTag(size: 1, seconds: 2, nanoseconds: 3)
  _ = Preconditions.evaluate(parser.head, bytes, tag: tag.text, lastModified: 784_111_777, now: 784_111_778)
  _ = Preconditions.evaluate(parser.head, bytes, tag: RawSpan(), lastModified: nil, now: 0)
}

/// A header means the same, however its bytes arrive.
func fuzzProxy(_ bytes: RawSpan) {
  var whole: ProxyHeader?
  var failed = false
  do throws(ProxyHeaderError) { whole = try ProxyHeader.parse(bytes) } catch { failed = true }
  if let whole { require(whole.count <= bytes.byteCount, "header longer than the input") }
  for end in 0..<bytes.byteCount {
    do throws(ProxyHeaderError) {
      guard let part = try ProxyHeader.parse(bytes.extracting(0..<end)) else { continue }
      require(!failed && part == whole, "a prefix differs")
      return
    } catch {
      require(failed, "a prefix fails")
      return
    }
  }
}

/// The other parsers of field values and files, for traps alone, and fields for what they let through.
func fuzzValues(_ bytes: RawSpan) {
  let accept = AcceptEncoding(bytes)
  for coding in ContentCoding.allCases { require(accept.weight(of: coding) <= 1000, "weight above 1") }
  var types = MediaTypes()
  do throws(MediaTypesError) { try types.add(bytes) } catch {}
  _ = types.type(ofFile: bytes)
  var buffer = ByteBuffer(maximumCapacity: 1 << 16)
  do throws(ResponseError) {
    try buffer.appendField("X-A", bytes)
  } catch {
    require(buffer.isEmpty, "bytes left behind")
    return
  }
  let line = buffer.readable
  for index in 0..<(line.byteCount - 2) {
    require(line.byte(index) != 0x0d && line.byte(index) != 0x0a, "a value splits the response")
  }
}
