import LinuxIO

extension ListenOptions {
  /// Opens every listener, or none: those that are open are closed again when one of them fails.
  func open() throws(LaunchError) -> [Listener] {
    var listeners: [Listener] = []
    for text in listen { listeners.append(try open(text)) }
    return listeners
  }

  private func open(_ text: String) throws(LaunchError) -> Listener {
    let address = try Self.address(text)
    do throws(SystemCallError) {
      return try Listener(
        binding: address, backlog: backlog, sharesPort: reusePort, mode: unixSocketMode?.bits)
    } catch {
      throw .cannotListen(address, error)
    }
  }

  /// The address that `text` names.
  static func address(_ text: String) throws(LaunchError) -> SocketAddress {
    do throws(SocketAddressError) { return try SocketAddress(parsing: text) } catch {
      throw .address(text, error)
    }
  }

  /// Whether somebody listens on an address that could be listened on otherwise.
  func isInUse(_ address: SocketAddress) throws(LaunchError) -> Bool {
    do throws(SystemCallError) { return try Listener.isInUse(address) } catch {
      throw .cannotListen(address, error)
    }
  }
}
