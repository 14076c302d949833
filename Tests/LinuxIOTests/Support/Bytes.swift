import Glibc
import LinuxIO

extension StreamSocket {
  /// Sends `bytes`, all of which must fit at once.
  func send(_ bytes: some Sequence<UInt8>) throws {
    let bytes = Array(bytes)
    // The array outlives the call.
    let count = try unsafe bytes.withUnsafeBytes { buffer in try unsafe send(buffer) }
    try claim(count == bytes.count, "sent \(count ?? 0) of \(bytes.count) bytes")
  }

  /// What one read of at most `limit` bytes brings.
  func receive(upTo limit: Int = 4096) throws -> (received: Received, bytes: [UInt8]) {
    var bytes = [UInt8](repeating: 0, count: limit)
    // The array outlives the call.
    let received = try unsafe bytes.withUnsafeMutableBytes { buffer in try unsafe receive(into: buffer) }
    guard case .bytes(let count) = received else { return (received, []) }
    return (received, Array(bytes[..<count]))
  }

  /// Waits for exactly `count` bytes; fewer when the peer ends before.
  func receive(exactly count: Int) throws -> [UInt8] {
    var collected: [UInt8] = []
    while collected.count < count {
      try claim(isReady(number), "waited in vain for byte \(collected.count) of \(count)")
      let (received, bytes) = try receive(upTo: count - collected.count)
      if received == .end { break }
      collected += bytes
    }
    return collected
  }

  /// Waits for everything that comes before the peer's end of stream.
  func receiveToEnd() throws -> [UInt8] {
    var collected: [UInt8] = []
    while true {
      try claim(isReady(number), "waited in vain for the end of the stream")
      let (received, bytes) = try receive()
      if received == .end { return collected }
      collected += bytes
    }
  }
}

/// A file without a name that holds `bytes`.
func temporaryFile(holding bytes: [UInt8]) throws -> OpenFile {
  var path = Array("/tmp/prefork-test-XXXXXX".utf8CString)
  let number = try SystemCall.run("mkstemp") { unsafe mkstemp(&path) }
  let file = Descriptor(owning: number)
  try SystemCall.run("unlink") { unsafe unlink(path) }
  let written = try SystemCall.run("write") { unsafe write(number, bytes, bytes.count) }
  try claim(written == bytes.count, "wrote \(written) of \(bytes.count) bytes")
  return OpenFile(owning: file)
}
