import CEpollShim
import Glibc

/// A unix datagram socket that sends to one address, which may come and go; unix(7).
package struct DatagramSocket: ~Copyable {
  private let descriptor: Descriptor
  private let destination: SocketAddress

  package init(to destination: SocketAddress) throws(SystemCallError) {
    let number = try SystemCall.run("socket") {
      socket(AF_UNIX, shim_SOCK_DGRAM | shim_SOCK_CLOEXEC | shim_SOCK_NONBLOCK, 0)
    }
    descriptor = Descriptor(owning: number)
    self.destination = destination
  }

  package var number: Int32 { descriptor.number }

  /// Sends `bytes` as one message. It is never cut.
  ///
  /// - Returns: False when the receiver's queue is full now.
  /// - Throws: ENOENT or ECONNREFUSED while nobody receives there, EMSGSIZE for a message that is too long.
  package func send(_ bytes: [UInt8]) throws(SystemCallError) -> Bool {
    let count = try SystemCall.attempt("sendto") {
      unsafe destination.withSockaddr { address, length in
        // The array outlives the call.
        unsafe bytes.withUnsafeBytes {
          unsafe sendto(descriptor.number, $0.baseAddress, $0.count, shim_MSG_NOSIGNAL, address, length)
        }
      }
    }
    return count != nil
  }
}
