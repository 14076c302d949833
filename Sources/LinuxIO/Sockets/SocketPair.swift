import CEpollShim
import Glibc

/// Two connected stream sockets, made before a fork: one end for the parent, one for the child; socketpair(2).
package struct SocketPair: ~Copyable {
  private let parentEnd: StreamSocket
  private let childEnd: StreamSocket

  package init() throws(SystemCallError) {
    var numbers: (Int32, Int32) = (-1, -1)
    try SystemCall.run("socketpair") {
      // A homogeneous tuple has the layout of the C array that socketpair fills.
      unsafe withUnsafeMutableBytes(of: &numbers) { bytes in
        unsafe socketpair(
          AF_UNIX, shim_SOCK_STREAM | shim_SOCK_NONBLOCK | shim_SOCK_CLOEXEC, 0,
          bytes.assumingMemoryBound(to: Int32.self).baseAddress)
      }
    }
    parentEnd = StreamSocket(owning: Descriptor(owning: numbers.0))
    childEnd = StreamSocket(owning: Descriptor(owning: numbers.1))
  }

  /// The number of the child's end, for a program that inherits it.
  package var childNumber: Int32 { childEnd.number }

  /// The child's end; the parent's is closed. For the child, after the fork.
  package consuming func takeChildEnd() -> StreamSocket { childEnd }

  /// Gives up both ends: the caller closes them.
  package consuming func release() -> (parent: Int32, child: Int32) {
    (parentEnd.release(), childEnd.release())
  }

  /// The parent's end; the child's is closed. For the parent, after the fork.
  package consuming func takeParentEnd() -> StreamSocket { parentEnd }
}
