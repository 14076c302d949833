import CEpollShim
import Glibc
import SystemPackage
import Testing

@testable import LinuxIO

@Suite("Inherited descriptors")
struct InheritedDescriptorTests {
  private func copy(_ number: Int32) throws -> Int32 { try SystemCall.run("dup") { dup(number) } }

  private func fits(_ number: Int32, _ kind: InheritedDescriptor.Kind) throws -> Bool {
    let copy = try copy(number)
    do throws(SystemCallError) {
      let taken = try InheritedDescriptor.take(copy, kind)
      return shim_fcntl(taken.number, F_GETFD, 0) == FD_CLOEXEC
    } catch {
      // Not taken, so still the caller's.
      #expect(error.errno == .invalidArgument && close(copy) == 0)
      return false
    }
  }

  @Test func areWhatTheyAreTakenFor() throws {
    let streams = try SocketPair()
    let queue = try DescriptorSocket.pair()
    let null = try Descriptor.reserve()
    let listener = try Listener(binding: SocketAddress(parsing: "127.0.0.1:0"), backlog: 1)
    #expect(try fits(streams.childNumber, .streamLink) && !fits(streams.childNumber, .descriptorLink))
    #expect(try fits(queue.sender.number, .descriptorLink) && !fits(queue.sender.number, .streamLink))
    #expect(try !fits(listener.number, .streamLink) && !fits(null.number, .streamLink))
    #expect(try !fits(null.number, .output) && fits(streams.childNumber, .output))
    #expect(try fits(null.number, .any))
  }

  @Test func oneThatIsNotOpenIsRefused() {
    #expect(throws: SystemCallError(call: "fcntl", errno: .badFileDescriptor)) {
      _ = try InheritedDescriptor.take(1 << 20, .any)
    }
  }

  /// A listener of the parent is recognised by its handle, and its name is not this process's to remove.
  @Test func aListenerIsAdoptedAndItsNameLeftAlone() throws {
    let path = "/tmp/prefork-adopted-\(getpid()).sock"
    let listener = try Listener(binding: SocketAddress(parsing: "unix:\(path)"), backlog: 1)
    var handle = listener.handle
    #expect(handle.file != nil)
    handle.number = try copy(listener.number)
    do {
      let adopted = try InheritedListeners.adopt(handle)
      #expect(adopted.address == listener.address && !adopted.isOwned && !adopted.isBeingClosed)
      try listener.stopQueueing()
      #expect(adopted.isBeingClosed)
    }
    #expect(throws: InheritanceError.notAListener(number: 0)) {
      try InheritedListeners.adopt(ListenerHandle(number: 0, file: nil))
    }
  }
}
