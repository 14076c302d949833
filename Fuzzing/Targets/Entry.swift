import Glibc

/// The target of every input, whatever its first byte: for a run of one target alone.
private let onlyTarget = unsafe getenv("TARGET").flatMap { UInt8(unsafe String(cString: $0)) }

/// The entry point libFuzzer calls with every input. The first byte picks the target, the rest is its input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start = unsafe start, count > 1 else { return 0 }
  // libFuzzer owns `count` bytes at `start` for the time of the call.
  let input = unsafe RawSpan(_unsafeStart: start, byteCount: count)
  let rest = input.extracting(1..<count)
  switch (onlyTarget ?? input.byte(0)) & 7 {
  case 0, 1: fuzzRequest(rest)
  case 2: fuzzChunks(rest)
  case 3: fuzzPath(rest)
  case 4: fuzzRanges(rest)
  case 5: fuzzConditions(rest)
  case 6: fuzzProxy(rest)
  default: fuzzValues(rest)
  }
  return 0
}

/// Stops the fuzzer with a finding.
func require(_ condition: Bool, _ message: StaticString) {
  if !condition { fatalError("\(message)") }
}
