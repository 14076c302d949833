import HTTPCore
import LinuxIO

@testable import BuiltinHandlers

/// A representation of `text`, as if a file with it had been found at second 100 and asked for at second 200.
func representation(
  _ text: String = "content", _ coding: ContentCoding = .identity, modified: Int64 = 100, varies: Bool = false
) throws -> Representation {
  let time = FileTime(seconds: modified, nanoseconds: 5)
  let status = FileStatus(kind: .regular, size: UInt64(text.utf8.count), modified: time, changed: time)
  let traits = Representation.Traits(type: "text/plain", cacheControl: "no-cache", varies: varies)
  // An array of bytes has no padding.
  return try Representation(
    coding, traits, status, content: unsafe Array(text.utf8).span.bytes, file: nil,
    now: FileTime(seconds: 200, nanoseconds: 0))
}

func resource(_ key: String = "/a", _ coded: (ContentCoding, String)...) throws -> FileResource {
  let identity = try representation("identity")
  let sighting = Sighting(
    path: [0], identity: FileStatus(kind: .regular, size: 8, modified: past, changed: past))
  return FileResource(
    key: Array(key.utf8), sighting: sighting, identity: identity,
    coded: try coded.map { try representation($0.1, $0.0) })
}

let past = FileTime(seconds: 100, nanoseconds: 5)

/// Lends the bytes of `text`, as the code under test takes spans.
func withBytes<Result: ~Copyable>(_ text: String, _ body: (borrowing RawSpan) throws -> Result) rethrows
  -> Result
{
  let bytes = Array(text.utf8)
  // An array of bytes has no padding.
  return try body(unsafe bytes.span.bytes)
}
