import LinuxIO

extension ListenOptions {
  /// Opens every listener, or none: those that are open are closed again when one of them fails.
  func open() throws(LaunchError) -> [Listener] {
    var listeners: [Listener] = []
    for text in listen { listeners.append(try open(text)) }
    return listeners
  }

  private func open(_ text: String) throws(LaunchError) -> Listener {
    let address: SocketAddress
    do throws(SocketAddressError) { address = try SocketAddress(parsing: text) } catch {
      throw .address(text, error)
    }
    do throws(SystemCallError) {
      return try Listener(
        binding: address, backlog: backlog, sharesPort: reusePort, mode: unixSocketMode?.bits)
    } catch {
      throw .cannotListen(address, error)
    }
  }
}
