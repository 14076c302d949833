import CEpollShim
import Glibc
import SystemPackage

extension Listener {
  /// Whether somebody listens on an address, found out without listening there or making a file.
  ///
  /// A bound socket that does not listen gets no connection, and with SO_REUSEADDR it is in nobody's way who binds the
  /// same address meanwhile (socket(7)). A unix socket's name cannot be tried without making it, so its directory is
  /// asked instead.
  ///
  /// - Parameter address: Where a server would listen.
  /// - Returns: Whether somebody listens there.
  /// - Throws: Why nobody could: EACCES, EADDRNOTAVAIL; ENOENT of a directory; EADDRINUSE of a file that is no socket.
  package static func isInUse(_ address: SocketAddress) throws(SystemCallError) -> Bool {
    if let path = address.path { return try isInUse(path, address) }
    let number = try SystemCall.run("socket") {
      socket(address.family, shim_SOCK_STREAM | shim_SOCK_NONBLOCK | shim_SOCK_CLOEXEC, 0)
    }
    let probe = Descriptor(owning: number)
    try SocketOption.set(probe.number, SOL_SOCKET, SO_REUSEADDR, to: 1)
    if address.family == AF_INET6 {
      try SocketOption.set(probe.number, shim_IPPROTO_IPV6, IPV6_V6ONLY, to: 1)
    }
    do throws(SystemCallError) {
      try SystemCall.run("bind") { unsafe address.withSockaddr { unsafe bind(number, $0, $1) } }
      return false
    } catch {
      guard error.errno == .addressInUse else { throw error }
      return true
    }
  }

  private static func isInUse(_ path: String, _ address: SocketAddress) throws(SystemCallError) -> Bool {
    let parent = FilePath(path).removingLastComponent().string
    let directory = parent.isEmpty ? "." : parent
    // The string outlives the call, here and below.
    try SystemCall.run("access") { unsafe access(directory, W_OK | X_OK) }
    var found = stat()
    guard unsafe lstat(path, &found) == 0 else { return false }
    guard found.st_mode & S_IFMT == S_IFSOCK else {
      throw SystemCallError(call: "bind", errno: .addressInUse)
    }
    return !SocketFile.isAbandoned(path, address)
  }
}
