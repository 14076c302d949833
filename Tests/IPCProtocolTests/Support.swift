import Glibc
import IPCProtocol
import LinuxIO
import Testing

/// Far more than any event here takes on the slowest machine; only a failing test ever waits for so long.
let patience = Duration.seconds(30)

struct Failure: Error {
  let text: String
}

/// Both ends of a pair in one process.
struct Halves: ~Copyable {
  let parent: StreamSocket
  let child: StreamSocket
}

extension SocketPair {
  /// Both ends at once, which a fork would have put into two processes.
  static func halves() throws -> Halves {
    var numbers: [Int32] = [-1, -1]
    // SOCK_STREAM with SOCK_NONBLOCK and SOCK_CLOEXEC; the array outlives the call.
    try SystemCall.run("socketpair") { unsafe socketpair(AF_UNIX, 1 | O_NONBLOCK | O_CLOEXEC, 0, &numbers) }
    let parent = StreamSocket(owning: Descriptor(owning: numbers[0]))
    let child = StreamSocket(owning: Descriptor(owning: numbers[1]))
    return Halves(parent: parent, child: child)
  }
}

extension StreamSocket {
  /// Sends `bytes` as they are, in one piece.
  func send(_ bytes: some Sequence<UInt8>) throws {
    let bytes = Array(bytes)
    // The array outlives the call.
    let count = try unsafe bytes.withUnsafeBytes { buffer in try unsafe send(buffer) }
    if count != bytes.count { throw Failure(text: "sent \(count ?? 0) of \(bytes.count) bytes") }
  }

  /// The bytes that have arrived, at most 4096.
  func receive() throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 4096)
    // The array outlives the call.
    let received = try unsafe bytes.withUnsafeMutableBytes { buffer in try unsafe receive(into: buffer) }
    guard case .bytes(let count) = received else { return [] }
    return Array(bytes[..<count])
  }
}

/// Waits until `number` can be read.
func awaitReadable(_ number: Int32) throws {
  let outcome = try PairPoll.wait(number, for: .readable, or: -1, timeout: .after(patience))
  if outcome.first.isEmpty { throw Failure(text: "nothing came") }
}

extension SupervisorChannel {
  /// Reads until the channel ends: all messages and the ending.
  func receiveToEnd() throws -> (messages: [WorkerReport], ending: ChannelEnding?) {
    try collect(number) { try receive() }
  }
}

extension WorkerChannel {
  /// Reads until the channel ends: all messages and the ending.
  func receiveToEnd() throws -> (messages: [SupervisorOrder], ending: ChannelEnding?) {
    try collect(number) { try receive() }
  }
}

private func collect<Message>(
  _ number: Int32, _ receive: () throws -> Delivery<Message>
) throws -> (messages: [Message], ending: ChannelEnding?) {
  var messages: [Message] = []
  while true {
    try awaitReadable(number)
    let delivery = try receive()
    messages += delivery.messages
    if let ending = delivery.ending { return (messages, ending) }
  }
}

/// Both ends of a channel, each of which a process of its own takes after the fork.
///
/// To be used inside an exit test only: there no other test forks or holds copies of descriptors at the same
/// time.
struct ForkedPeer: ~Copyable {
  let pid: Int32
  let channel: SupervisorChannel

  /// Runs `worker` in a forked child, which ends with 0 when it returns and with 99 when it throws.
  init(_ worker: (borrowing WorkerChannel) throws -> Void) throws {
    let pair = try SocketPair()
    let side = try Fork.split()
    guard case .parent(let pid) = side else { Self.run(WorkerChannel(over: pair.takeChildEnd()), worker) }
    self.pid = pid
    channel = SupervisorChannel(over: pair.takeParentEnd())
  }

  private static func run(
    _ channel: consuming WorkerChannel, _ worker: (borrowing WorkerChannel) throws -> Void
  ) -> Never {
    do { try worker(channel) } catch { Fork.exit(99) }
    Fork.exit(0)
  }
}

/// Waits for the end of a child and reaps it.
func end(of pid: Int32) throws -> LinuxIO.ExitStatus? {
  let process = try ProcessDescriptor(pid: pid)
  try awaitReadable(process.number)
  return try process.reap()
}
