import CEpollShim
import Glibc
import LinuxIO

/// Stands in for a service manager: receives what a service says at NOTIFY_SOCKET; sd_notify(3).
package final class NotifyListener {
  private let descriptor: Descriptor
  /// Every datagram so far, as lines.
  package private(set) var datagrams: [[String]] = []

  /// What to put into NOTIFY_SOCKET.
  package let address: String

  /// Listens at `address`, a path, or `@` and a name in the abstract namespace.
  package init(at address: String) throws {
    self.address = address
    descriptor = Descriptor(
      owning: try SystemCall.run("socket") {
        socket(AF_UNIX, shim_SOCK_DGRAM | shim_SOCK_NONBLOCK | shim_SOCK_CLOEXEC, 0)
      })
    var place = sockaddr_un()
    place.sun_family = sa_family_t(AF_UNIX)
    let isAbstract = address.hasPrefix("@")
    let bytes = isAbstract ? [0] + Array(address.utf8.dropFirst()) : Array(address.utf8)
    // Paths of tests are shorter than the array, which is a part of this frame's variable.
    unsafe withUnsafeMutableBytes(of: &place.sun_path) { unsafe $0.copyBytes(from: bytes.prefix(107)) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1))
    try SystemCall.run("bind") {
      unsafe withUnsafePointer(to: &place) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe bind(descriptor.number, $0, length)
        }
      }
    }
  }

  /// Waits for a line that begins with `start`; nil if none comes.
  package func line(_ start: String, within limit: Duration = .seconds(60)) -> String? {
    var found: String?
    _ = eventually(within: limit) {
      receiveAll()
      found = lines.last { $0.hasPrefix(start) }
      return found != nil
    }
    return found
  }

  /// Every line so far.
  package var lines: [String] {
    receiveAll()
    return datagrams.flatMap(\.self)
  }

  private func receiveAll() {
    var room = [UInt8](repeating: 0, count: 1 << 12)
    while true {
      // The array outlives the call.
      let count = unsafe recv(descriptor.number, &room, room.count, 0)
      guard count > 0 else { return }
      let text = String(decoding: room[..<count], as: UTF8.self)
      datagrams.append(text.split(separator: "\n").map(String.init))
    }
  }
}
