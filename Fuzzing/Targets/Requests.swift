import Glibc

/// What came of a request, in a form that two ways of feeding it can be compared by.
struct Outcome: Equatable {
  var error: RequestError?
  var head = 0
  var end = 0
  var isComplete = false
  // A running hash of everything the head and the body said.
  var digest: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ number: Int) {
    digest = (digest ^ UInt64(truncatingIfNeeded: number)) &* 0x100_0000_01b3
  }

  mutating func add(_ extent: Extent?) {
    add(extent?.start ?? -1)
    add(extent?.end ?? -1)
  }
}

/// Whether each input is split in two at every position, too: for Fuzzing/splits, which runs each input once.
private let splitsEverywhere = unsafe getenv("EVERY_SPLIT") != nil

/// Head and body of a request come out the same, however the bytes arrive.
func fuzzRequest(_ bytes: RawSpan) {
  let small = RequestLimits(
    requestLine: 64, headerBlock: 128, headerFields: 6, body: 40, chunkLine: 16, chunkExtensions: 24,
    trailerBlock: 32, trailerFields: 2)
  for limits in [RequestLimits(), small] {
    let whole = outcome(bytes, limits, step: bytes.byteCount)
    if splitsEverywhere {
      for position in 0...bytes.byteCount {
        require(outcome(bytes, limits, first: position, step: bytes.byteCount) == whole, "a split differs")
      }
    }
    require(outcome(bytes, limits, step: 1) == whole, "byte by byte differs")
    require(outcome(bytes, limits, step: 7) == whole, "in sevens differs")
    require(whole.end <= bytes.byteCount, "more consumed than given")
  }
}

/// Feeds `first` bytes, if any, then `step` more at a time.
private func outcome(_ bytes: RawSpan, _ limits: RequestLimits, first: Int = 0, step: Int) -> Outcome {
  var outcome = Outcome()
  var parser = RequestParser(limits: limits)
  var decoder: BodyDecoder?
  var end = 0
  do throws(RequestError) {
    repeat {
      end = end == 0 && first > 0 ? first : min(end + step, bytes.byteCount)
      let received = bytes.extracting(0..<end)
      if decoder == nil, let count = try parser.parse(received) {
        check(parser.head, received, count)
        describe(parser.head, &outcome)
        outcome.head = count
        outcome.end = count
        decoder = try BodyDecoder(framing: parser.head.framing, limits: limits)
      }
      if var current = decoder {
        try decode(&current, received, &outcome)
        decoder = current
      }
    } while end < bytes.byteCount && !outcome.isComplete
  } catch {
    // Bytes ahead of the fault may or may not have been handed out.
    return Outcome(error: error)
  }
  return outcome
}

private func decode(
  _ decoder: inout BodyDecoder, _ bytes: RawSpan, _ outcome: inout Outcome
) throws(RequestError) {
  while !decoder.isComplete, outcome.end < bytes.byteCount {
    let rest = bytes.extracting(outcome.end..<bytes.byteCount)
    let step = try decoder.decode(rest)
    require(step.consumed > 0 || step.isComplete, "no progress")
    require(step.payload.end <= step.consumed, "payload beyond what was consumed")
    for index in step.payload.range { outcome.add(Int(rest.byte(index))) }
    outcome.end += step.consumed
  }
  outcome.isComplete = decoder.isComplete
}

private func describe(_ head: borrowing RequestHead, _ outcome: inout Outcome) {
  outcome.add(Int(head.method.rawValue))
  outcome.add(Int(head.targetForm.rawValue))
  outcome.add(head.target)
  outcome.add(head.path)
  outcome.add(head.query)
  outcome.add(head.authority)
  outcome.add(Int(head.minorVersion))
  outcome.add((head.keepAlive ? 1 : 0) + (head.expectsContinue ? 2 : 0))
  switch head.framing {
  case .none: outcome.add(-1)
  case .chunked: outcome.add(-2)
  case .length(let length): outcome.add(Int(truncatingIfNeeded: length))
  }
  for index in 0..<head.fieldCount {
    outcome.add(head.field(at: index).name)
    outcome.add(head.field(at: index).value)
    outcome.add(Int(head.field(at: index).known.rawValue))
  }
}

/// What has to be true of every accepted head.
private func check(_ head: borrowing RequestHead, _ bytes: RawSpan, _ count: Int) {
  require(count <= bytes.byteCount, "head longer than the input")
  require(bytes.extracting((count - 4)..<count).equals("\r\n\r\n"), "head without its end")
  require(head.target.end <= count && head.path.end <= head.target.end, "target out of bounds")
  for index in head.target.range {
    require(bytes.byte(index) > 0x20 && bytes.byte(index) < 0x7f, "forbidden byte in the target")
  }
  for index in 0..<head.fieldCount {
    let field = head.field(at: index)
    require(field.value.end <= count, "value out of bounds")
    require(FieldSyntax.isName(bytes.extracting(field.name)), "name is not a token")
    require(FieldSyntax.isValue(bytes.extracting(field.value)), "control character in a value")
  }
  require(head.minorVersion == 0 || head.authority != nil, "no authority")
  require(head.framing != .chunked || !head.has(.contentLength), "two framings")
}

/// A chunked body alone, so that the fuzzer need not find its way through a head first.
func fuzzChunks(_ bytes: RawSpan) {
  var whole = Outcome()
  var pieces = Outcome()
  do throws(RequestError) {
    var decoder = try BodyDecoder(framing: .chunked)
    try decode(&decoder, bytes, &whole)
  } catch { whole = Outcome(error: error) }
  do throws(RequestError) {
    var decoder = try BodyDecoder(framing: .chunked)
    var end = 0
    while end < bytes.byteCount, !pieces.isComplete {
      end += 1
      try decode(&decoder, bytes.extracting(0..<end), &pieces)
    }
  } catch { pieces = Outcome(error: error) }
  require(whole == pieces, "chunks in pieces differ")
}
