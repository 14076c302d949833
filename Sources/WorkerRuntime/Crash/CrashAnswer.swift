import HTTPCore
import LinuxIO

/// The last answer of a worker, put together in memory that was allocated before; RFC 9110 sections 15.6.1 and 15.6.4.
@safe struct CrashAnswer {
  private let room: UnsafeMutableRawBufferPointer

  init() {
    // The process's until it ends; never freed.
    unsafe room = .allocate(byteCount: 512, alignment: 1)
  }

  /// Sends it. May be called in a signal handler.
  ///
  /// - Returns: Whether the kernel took all of it.
  func send(isTimeUp: Bool, date: borrowing HTTPDate.Text, omitsContent: Bool, to socket: Int32) -> Bool {
    var end = 0
    if isTimeUp {
      append("HTTP/1.1 503 Service Unavailable\r\nDate: ", &end)
    } else {
      append("HTTP/1.1 500 Internal Server Error\r\nDate: ", &end)
    }
    for index in date.indices { unsafe room[end + index] = date[index] }
    end += date.count
    append("\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ", &end)
    append(isTimeUp ? "24" : "26", &end)
    append("\r\nConnection: close\r\n\r\n", &end)
    if !omitsContent {
      append(isTimeUp ? "503 Service Unavailable\n" : "500 Internal Server Error\n", &end)
    }
    return unsafe LastWords.send(UnsafeRawBufferPointer(rebasing: room[..<end]), to: socket)
  }

  private func append(_ text: StaticString, _ end: inout Int) {
    // All the texts together are far shorter than the room.
    for offset in 0..<text.utf8CodeUnitCount { unsafe room[end + offset] = text.utf8Start[offset] }
    end += text.utf8CodeUnitCount
  }
}
