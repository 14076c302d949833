import CEpollShim
import Foundation
import SystemPackage
import Testing

@testable import LinuxIO

@Suite struct UnixListenerTests {
  private let path = FileManager.default.temporaryDirectory.appendingPathComponent(
    "prefork-\(UUID().uuidString)"
  ).path

  private func makeSocket(mode: UInt32? = nil) throws -> Listener {
    try Listener(binding: SocketAddress(path: path), backlog: 8, mode: mode)
  }

  private var exists: Bool { FileManager.default.fileExists(atPath: path) }

  @Test func connectionIsAcceptedAndTheQueueIsKnownToBeEmptyOrNot() throws {
    let listener = try makeSocket()
    #expect(listener.address.description == "unix:\(path)")
    #expect(try listener.backlog() == 0)
    let client = try StreamSocket.connect(to: listener.address)
    let other = try StreamSocket.connect(to: listener.address)
    // A kernel without CONFIG_UNIX_DIAG tells no more than that somebody waits.
    let isCounted = UnixQueue.length(of: listener.number) != nil
    #expect(try listener.backlog() == (isCounted ? 2 : 1))
    let served = try listener.take()
    #expect(served.peer?.isUnix == true && served.peer?.path == nil && client.peer?.path == path)
    #expect(try listener.backlog() == 1)
    _ = try listener.take()
    #expect(try listener.backlog() == 0)
    try other.finishSending()
  }

  @Test func queueIsCountedWhereTheKernelTells() throws {
    let listener = try makeSocket()
    guard UnixQueue.length(of: listener.number) != nil else { return }
    final class Client {
      let socket: StreamSocket
      init(socket: consuming StreamSocket) { self.socket = socket }
    }
    var clients: [Client] = []
    for count in 0..<5 {
      #expect(UnixQueue.length(of: listener.number) == count)
      clients.append(Client(socket: try StreamSocket.connect(to: listener.address)))
    }
    for count in (0..<5).reversed() {
      _ = try listener.take()
      #expect(UnixQueue.length(of: listener.number) == count)
    }
    #expect(clients.count == 5)
  }

  @Test func queueOfWhatIsNoUnixSocketIsUnknown() throws {
    let listener = try Listener(binding: SocketAddress(parsing: "127.0.0.1:0"), backlog: 8)
    #expect(UnixQueue.length(of: listener.number) == nil && UnixQueue.length(of: -1) == nil)
  }

  @Test func answerOfTheKernelIsReadWithinItsBounds() {
    var answer = [UInt8](repeating: 0, count: 32)
    answer[4] = 20
    // An attribute of another kind and odd length, then the queue's length, 7, and the backlog.
    answer += [5, 0, 1, 0, 9, 0, 0, 0] + [12, 0, 4, 0, 7, 0, 0, 0, 8, 0, 0, 0]
    for count in 0...answer.count {
      let bytes = Array(answer[..<count])
      // An array of bytes has no padding.
      #expect(UnixQueue.length(in: unsafe bytes.span.bytes) == (count >= 48 ? 7 : nil))
    }
    // An attribute without length must not be read for ever, and an error is no answer.
    let endless = answer[..<32] + [0, 0, 1, 0, 0, 0, 0, 0]
    #expect(unsafe UnixQueue.length(in: Array(endless).span.bytes) == nil)
    answer[4] = 2
    #expect(unsafe UnixQueue.length(in: answer.span.bytes) == nil)
  }

  @Test func fileGoesWithItsListener() throws {
    try withExtendedLifetime(makeSocket()) { _ in #expect(exists) }
    #expect(!exists)
  }

  @Test(arguments: [0o600, 0o660, 0o666] as [UInt32]) func fileHasTheModeAskedFor(mode: UInt32) throws {
    try withExtendedLifetime(makeSocket(mode: mode)) { _ in
      var status = stat()
      #expect(unsafe lstat(path, &status) == 0)
      #expect(status.st_mode & 0o777 == mode_t(mode))
    }
  }

  @Test func childDoesNotRemoveTheFile() async {
    await #expect(processExitsWith: .success) {
      let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
      var listener: Listener? = try Listener(binding: SocketAddress(path: path), backlog: 8)
      let child = try ForkedChild { _ in
        listener = nil
        try claim(listener == nil, "it is still held")
      }
      _ = try child.end()
      try claim(FileManager.default.fileExists(atPath: path), "the child removed it")
      listener = nil
      try claim(!FileManager.default.fileExists(atPath: path), "the parent left it")
    }
  }

  @Test func socketInUseIsRefusedAndStays() throws {
    try withExtendedLifetime(makeSocket()) { _ in
      #expect(throws: SystemCallError(call: "bind", errno: .addressInUse)) { _ = try makeSocket() }
      #expect(exists)
    }
  }

  @Test func abandonedSocketIsReplaced() throws {
    let number = try SystemCall.run("socket") { socket(AF_UNIX, shim_SOCK_STREAM, 0) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // A sockaddr_un is what the kernel means by a sockaddr of AF_UNIX; the path is far shorter than its room.
    let result = unsafe withUnsafeMutableBytes(of: &address) { bytes in
      for (index, byte) in path.utf8.enumerated() { unsafe bytes[2 + index] = byte }
      return unsafe bind(
        number, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
    }
    #expect(result == 0)
    close(number)
    #expect(exists)
    let listener = try makeSocket()
    _ = try StreamSocket.connect(to: listener.address)
    _ = try listener.take()
  }

  // connect(2) refuses it just as it refuses an abandoned socket.
  @Test func fileThatIsNoSocketIsLeftAlone() throws {
    try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: SystemCallError(call: "bind", errno: .addressInUse)) { _ = try makeSocket() }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
  }

  @Test func portIsSharedOnlyByThoseThatBothSaySo() throws {
    let first = try Listener(binding: SocketAddress(parsing: "127.0.0.1:0"), backlog: 8, sharesPort: true)
    let second = try Listener(binding: first.address, backlog: 8, sharesPort: true)
    #expect(first.address == second.address)
    #expect(throws: SystemCallError(call: "bind", errno: .addressInUse)) {
      _ = try Listener(binding: first.address, backlog: 8)
    }
  }
}
