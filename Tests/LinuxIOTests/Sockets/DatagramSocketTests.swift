import CEpollShim
import Glibc
import LinuxIO
import SystemPackage
import Testing

@Suite struct DatagramSocketTests {
  /// A receiver with that name in the abstract namespace, which no other test has.
  private func receiver(_ name: String) throws -> Descriptor {
    let descriptor = Descriptor(
      owning: try SystemCall.run("socket") { socket(AF_UNIX, shim_SOCK_DGRAM | shim_SOCK_NONBLOCK, 0) })
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = [0] + Array(name.utf8)
    // The name is shorter than the array it is copied to, and the address is one of this frame.
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    try SystemCall.run("bind") {
      unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe bind(descriptor.number, $0, length)
        }
      }
    }
    return descriptor
  }

  @Test func aMessageArrivesWholeAtAnAbstractName() throws {
    let name = "prefork-test-\(Fork.pid)-arrives"
    let receiver = try receiver(name)
    let socket = try DatagramSocket(to: try SocketAddress(abstractName: name))
    #expect(try socket.send(Array("READY=1\nSTATUS=well".utf8)))
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = unsafe recv(receiver.number, &bytes, bytes.count, 0)
    #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "READY=1\nSTATUS=well")
  }

  @Test func aFullQueueIsNoErrorAndNobodyWaits() throws {
    let name = "prefork-test-\(Fork.pid)-full"
    let receiver = try receiver(name)
    let socket = try DatagramSocket(to: try SocketAddress(abstractName: name))
    var taken = 0
    while taken < 100_000, try socket.send([1]) { taken += 1 }
    #expect(taken > 0 && taken < 100_000)
    var byte: UInt8 = 0
    #expect(unsafe recv(receiver.number, &byte, 1, 0) == 1)
    #expect(try socket.send([1]))
  }

  @Test func nobodyAtTheOtherEndIsAnError() throws {
    let socket = try DatagramSocket(to: try SocketAddress(path: "/no/such/socket"))
    #expect(throws: SystemCallError(call: "sendto", errno: .noSuchFileOrDirectory)) { try socket.send([1]) }
  }

  @Test(arguments: [0, 108]) func anAbstractNameThatFitsNoAddressIsRefused(length: Int) {
    #expect(throws: SocketAddressError.self) {
      try SocketAddress(abstractName: String(repeating: "a", count: length))
    }
  }
}
