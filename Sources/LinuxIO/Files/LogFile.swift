import CEpollShim
import Glibc
import Synchronization
import SystemPackage

/// Where log lines go: a standard stream, or a file that many processes append to and that can be opened anew.
///
/// The descriptor keeps its number for good. ``reopen()`` puts the new file under the old number with dup2(2), so that
/// whoever holds the number, after a fork too, needs to be told nothing.
package final class LogFile: Sendable {
  private struct State {
    var isRegular: Bool
    var owner: (user: UInt32, group: UInt32)?
  }

  /// Where the file is; nil for a stream that was there before.
  package let path: String?
  /// The descriptor's number, valid for as long as this object lives.
  package let number: Int32
  private let descriptor: Descriptor?
  private let state: Mutex<State>

  /// A descriptor that stays open, such as 2 for standard error.
  package init(standard number: Int32) {
    self.number = number
    path = nil
    descriptor = nil
    state = Mutex(State(isRegular: Self.isRegular(number)))
  }

  /// Opens the file at `path`, which is made if it is not there, readable for all and writable for its owner as far as
  /// the umask lets it.
  ///
  /// - Throws: What open(2) reports, such as EACCES, ENOENT or EISDIR.
  package init(appendingTo path: String) throws(SystemCallError) {
    let descriptor = try Self.open(path)
    number = descriptor.number
    self.path = path
    state = Mutex(State(isRegular: Self.isRegular(descriptor.number)))
    self.descriptor = consume descriptor
  }

  /// Goes on with a file that the process which executed this one has opened.
  ///
  /// - Parameters:
  ///   - descriptor: What was inherited.
  ///   - path: Where the file was opened.
  package init(inheriting descriptor: consuming Descriptor, openedAt path: String) {
    number = descriptor.number
    self.path = path
    state = Mutex(State(isRegular: Self.isRegular(descriptor.number)))
    self.descriptor = consume descriptor
  }

  /// Gives the file, and each that ``reopen()`` will make, to another user, who can then open it anew although its
  /// folder belongs to somebody else. What is no regular file, such as a terminal under /dev, keeps its owner.
  ///
  /// - Throws: EPERM for all but the superuser; fchown(2).
  package func give(toUser user: UInt32, group: UInt32) throws(SystemCallError) {
    guard path != nil else { return }
    state.withLock { $0.owner = (user, group) }
    guard isRegular else { return }
    try SystemCall.run("fchown") { fchown(number, user, group) }
  }

  /// Opens the path anew and goes on there, after the file was renamed. A standard stream stays what it is.
  ///
  /// - Throws: What the kernel says. The old file then stays in use.
  package func reopen() throws(SystemCallError) {
    guard let path else { return }
    let fresh = try Self.open(path)
    if let owner = state.withLock({ $0.owner }), geteuid() == 0, Self.isRegular(fresh.number) {
      try SystemCall.run("fchown") { fchown(fresh.number, owner.user, owner.group) }
    }
    try SystemCall.run("dup2") { dup2(fresh.number, number) }
    // dup2(2) leaves the flag off.
    try SystemCall.run("fcntl") { shim_fcntl(number, F_SETFD, FD_CLOEXEC) }
    let isRegular = Self.isRegular(number)
    state.withLock { $0.isRegular = isRegular }
  }

  /// Whether it takes all that it is given at once, however much, until its disk is full.
  var isRegular: Bool { state.withLock { $0.isRegular } }

  /// One write(2) of the first `count` bytes, at the end of the file.
  ///
  /// - Returns: The bytes written, nil where that would have meant to wait.
  func append(_ bytes: [UInt8], count: Int) throws(SystemCallError) -> Int? {
    guard isRegular || isReady else { return nil }
    return try SystemCall.attempt("write") {
      // The array outlives the call, and has `count` bytes at least.
      unsafe bytes.withUnsafeBytes { unsafe write(number, $0.baseAddress, min(count, $0.count)) }
    }
  }

  /// Asked where O_NONBLOCK may be off, and must be: it would be set for everybody who shares the stream.
  private var isReady: Bool {
    var result: Int16 = 0
    var none: Int16 = 0
    // A broken pipe is ready: the write will tell.
    return unsafe shim_poll(number, shim_POLLOUT, &result, -1, 0, &none, 0) > 0
  }

  private static func isRegular(_ number: Int32) -> Bool {
    (try? FileStatus(of: number))?.kind == .regular
  }

  private static func open(_ path: String) throws(SystemCallError) -> Descriptor {
    let common = O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
    do throws(SystemCallError) {
      let number = try SystemCall.run("open") { unsafe shim_open(path, common | O_WRONLY, 0o644) }
      return Descriptor(owning: number)
    } catch {
      // A FIFO that nobody reads yet. Opened for both it does without a reader; fifo(7).
      guard error.errno == .noSuchAddressOrDevice else { throw error }
      let number = try SystemCall.run("open") { unsafe shim_open(path, common | O_RDWR, 0o644) }
      return Descriptor(owning: number)
    }
  }
}
