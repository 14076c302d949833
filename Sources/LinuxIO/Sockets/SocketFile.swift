import CEpollShim
import Glibc
import SystemPackage

/// The name of a listening unix socket in the file system, for as long as the process that made it lives.
///
/// The kernel leaves the name behind when the socket is closed, so it has to be removed: by the process that made it and
/// by no child of it, and only if it still names the same socket and not that of a successor.
struct SocketFile: Sendable {
  private let path: String
  /// Nil where it is another process's.
  private let maker: Int32?
  /// Which file it is.
  let identity: ListenerHandle.File

  /// Gives the socket `number` the name `address`.
  ///
  /// A name that nobody listens on is left from a server that was killed; it is replaced.
  ///
  /// - Parameters:
  ///   - number: A unix socket that does not listen yet.
  ///   - address: Its name.
  ///   - mode: The file's permissions, nil for what the umask leaves. Whoever may write the file may connect. As nobody
  ///     can connect before listen(2), nobody can while the mode is another.
  /// - Throws: EADDRINUSE when somebody listens there or the file is no socket, else bind(2)'s reasons.
  init(binding number: Int32, to address: SocketAddress, mode: UInt32?) throws(SystemCallError) {
    let path = address.path ?? ""
    do throws(SystemCallError) {
      try Self.bind(number, address)
    } catch {
      guard error.errno == .addressInUse, Self.isAbandoned(path, address) else { throw error }
      // The string outlives the call, here and below.
      _ = unsafe unlink(path)
      try Self.bind(number, address)
    }
    let status: FileStatus
    do throws(SystemCallError) {
      if let mode { try SystemCall.run("chmod") { unsafe chmod(path, mode_t(mode)) } }
      status = try Self.status(of: path)
    } catch {
      _ = unsafe unlink(path)
      throw error
    }
    self.path = path
    identity = status.identity
    maker = getpid()
  }

  /// Knows a name that another process has made and removes; nil where there can be none.
  init?(ofAnother file: ListenerHandle.File, at address: SocketAddress) {
    guard let path = address.path else { return nil }
    self.path = path
    identity = file
    maker = nil
  }

  /// Takes responsibility for a name that another process has made; nil when it is not there.
  init?(adopting address: SocketAddress) {
    guard let path = address.path, let status = try? Self.status(of: path) else { return nil }
    self.path = path
    identity = status.identity
    maker = getpid()
  }

  /// Whether the name still is that of this socket.
  var isInPlace: Bool {
    guard let present = try? Self.status(of: path) else { return false }
    return present.identity == identity
  }

  /// Removes the name, before the socket is closed: a successor takes a name that nobody listens on for abandoned, and
  /// its own could have the same inode.
  func remove() {
    guard getpid() == maker, isInPlace else { return }
    _ = unsafe unlink(path)
  }

  private static func bind(_ number: Int32, _ address: SocketAddress) throws(SystemCallError) {
    try SystemCall.run("bind") { unsafe address.withSockaddr { unsafe Glibc.bind(number, $0, $1) } }
  }

  /// Whether `path` is a socket that nobody listens on.
  ///
  /// connect(2) refuses a regular file in the same way as an abandoned socket, so what it is has to be asked as well.
  static func isAbandoned(_ path: String, _ address: SocketAddress) -> Bool {
    var found = stat()
    guard unsafe lstat(path, &found) == 0, found.st_mode & S_IFMT == S_IFSOCK else { return false }
    let number = socket(AF_UNIX, shim_SOCK_STREAM | shim_SOCK_NONBLOCK | shim_SOCK_CLOEXEC, 0)
    guard number >= 0 else { return false }
    let probe = Descriptor(owning: number)
    let result = unsafe address.withSockaddr { unsafe connect(probe.number, $0, $1) }
    return result == -1 && SystemCall.lastErrno == .connectionRefused
  }

  private static func status(of path: String) throws(SystemCallError) -> FileStatus {
    var status = stat()
    try SystemCall.run("lstat") { unsafe lstat(path, &status) }
    return FileStatus(status)
  }
}
