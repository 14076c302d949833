import CEpollShim
import Glibc
import SystemPackage

/// Descriptors that were open when this process began and that it was told the numbers of.
package enum InheritedDescriptor {
  /// What one is expected to be.
  package enum Kind: Sendable {
    /// One end of a pair of stream sockets whose other end is another process's.
    case streamLink
    /// One end of a pair over which descriptors are handed on.
    case descriptorLink
    /// Something that can be written to.
    case output
    /// Whatever the kernel takes for the purpose.
    case any
  }

  /// Takes one, which no program that is started later inherits from this process.
  ///
  /// - Throws: EBADF for a number that is not open, EINVAL for something of another kind.
  package static func take(_ number: Int32, _ kind: Kind) throws(SystemCallError) -> Descriptor {
    try SystemCall.run("fcntl") { shim_fcntl(number, F_SETFD, FD_CLOEXEC) }
    let fits =
      switch kind {
      case .streamLink: isPair(number, of: shim_SOCK_STREAM)
      case .descriptorLink: isPair(number, of: shim_SOCK_SEQPACKET)
      case .output: shim_fcntl(number, F_GETFL, 0) & O_ACCMODE != O_RDONLY
      case .any: true
      }
    guard fits else { throw SystemCallError(call: "fcntl", errno: .invalidArgument) }
    return Descriptor(owning: number)
  }

  private static func isPair(_ number: Int32, of type: Int32) -> Bool {
    guard SocketOption.value(number, SOL_SOCKET, SO_TYPE) == type,
      SocketOption.value(number, SOL_SOCKET, SO_DOMAIN) == AF_UNIX
    else { return false }
    // Listening and unconnected ones have no peer; getpeername(2).
    var (room, length) = (sockaddr_storage(), socklen_t(MemoryLayout<sockaddr_storage>.size))
    return unsafe withUnsafeMutablePointer(to: &room) { pointer in
      // Any address may be written over a sockaddr_storage.
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getpeername(number, $0, &length) == 0
      }
    }
  }
}
