import LinuxIO
import SystemPackage
import Testing

@Suite("Trying an address") struct ListenerProbeTests {
  @Test(arguments: ["127.0.0.1:0", "[::1]:0"]) func tellsWhetherSomebodyListens(text: String) throws {
    let address: SocketAddress
    do {
      let listener = try Listener(binding: try SocketAddress(parsing: text), backlog: 1)
      address = listener.address
      #expect(try Listener.isInUse(address))
      // The one who listens has no connection of it.
      #expect(try listener.accept() == nil)
    }
    #expect(try !Listener.isInUse(address))
  }

  @Test func aPortThatServersShareIsInUseAndStaysTheirs() throws {
    let address = try SocketAddress(parsing: "127.0.0.1:0")
    let listener = try Listener(binding: address, backlog: 1, sharesPort: true)
    #expect(try Listener.isInUse(listener.address))
  }

  @Test func tellsWhyNobodyCouldListen() throws {
    for (text, reason) in [
      ("192.0.2.1:0", Errno.addressNotAvailable), ("unix:/no/such/folder/s", .noSuchFileOrDirectory),
      ("unix:/etc/passwd", .addressInUse),
    ] {
      let address = try SocketAddress(parsing: text)
      do throws(SystemCallError) {
        _ = try Listener.isInUse(address)
        Issue.record("\(text) could be listened on")
      } catch {
        #expect(error.errno == reason)
      }
    }
  }
}
