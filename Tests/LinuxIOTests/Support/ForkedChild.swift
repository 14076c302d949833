import CEpollShim
import Glibc
import LinuxIO

/// A forked child that runs synchronous code and is joined to its parent by a stream.
///
/// To be used inside an exit test only: there no other test forks or holds copies of descriptors at the same
/// time.
struct ForkedChild: ~Copyable {
  let process: ProcessDescriptor
  /// The parent's end.
  let link: StreamSocket

  /// The child ends with the code 0 when `body` returns, and with 1 and a message when it throws.
  init(_ body: (borrowing StreamSocket) throws -> Void) throws {
    let pair = try SocketPair()
    let side = try Fork.split()
    guard case .parent(let pid) = side else { Self.run(pair.takeChildEnd(), body) }
    let process = try ProcessDescriptor(pid: pid)
    self.process = process
    link = pair.takeParentEnd()
  }

  private static func run(
    _ link: consuming StreamSocket, _ body: (borrowing StreamSocket) throws -> Void
  ) -> Never {
    do {
      // The threads of a test process run with signals blocked, and a child inherits that.
      try SignalMask.unblockAll()
      try body(link)
    } catch {
      let text = Array("forked child: \(error)\n".utf8)
      _ = unsafe write(2, text, text.count)
      Fork.exit(1)
    }
    Fork.exit(0)
  }

  deinit {
    try? process.send(.kill)
  }

  /// Waits for the child's end and reaps it.
  func end() throws -> ExitStatus {
    try claim(isReady(process.number), "the child did not end")
    guard let status = try process.reap() else { throw Failure("the ended child could not be reaped") }
    return status
  }

  /// Waits until the child sleeps in a system call that a signal can interrupt.
  ///
  /// To be asked after the child has said that such a call is its next; see proc_pid_stat(5).
  func isBlocked() throws -> Bool {
    try eventually { try processState(process.pid) == UInt8(ascii: "S") }
  }
}

/// The state letter of proc_pid_stat(5), which follows the name in parentheses.
func processState(_ pid: Int32) throws -> UInt8? {
  let number = try SystemCall.run("open") { unsafe shim_open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC, 0) }
  let file = Descriptor(owning: number)
  var text = [UInt8](repeating: 0, count: 512)
  try SystemCall.run("read") { unsafe read(file.number, &text, text.count) }
  guard let name = text.lastIndex(of: UInt8(ascii: ")")), name + 2 < text.count else { return nil }
  return text[name + 2]
}

extension StreamSocket {
  /// Sends one byte to the other end of a link.
  func tell(_ letter: Unicode.Scalar) throws { try send([UInt8(ascii: letter)]) }

  /// Waits for one byte from the other end of a link, nil at its end.
  func hear() throws -> Unicode.Scalar? { try receive(exactly: 1).first.map { Unicode.Scalar($0) } }

  /// A second number for the same socket, owned by the caller.
  func releaseCopy() throws -> Int32 {
    try SystemCall.run("fcntl") { shim_fcntl(number, F_DUPFD_CLOEXEC, 0) }
  }
}
