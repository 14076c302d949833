import LinuxIO

extension ListenOptions {
  /// Opens every listener, or none: those that were opened are closed again when one of them fails.
  ///
  /// - Parameters:
  ///   - open: Listeners that are open already, which are used for the addresses they have.
  ///   - isExhaustive: Whether all of them are wanted when no address is named.
  /// - Returns: The listeners, in the order of their addresses.
  /// - Throws: What cannot be listened on, and why.
  func open(reusing open: [Listener], orAll isExhaustive: Bool = false) throws(LaunchError) -> [Listener] {
    if listen.isEmpty, isExhaustive, !open.isEmpty { return open }
    var left = open
    var listeners: [Listener] = []
    let addresses = try addresses()
    // Those with a port of their own first, or one whose port is any could take theirs.
    var chosen: [Int: Listener] = [:]
    for isExact in [true, false] {
      for (index, address) in addresses.enumerated() where chosen[index] == nil {
        let match = left.firstIndex { isExact ? $0.address == address : $0.address.serves(address) }
        if let match { chosen[index] = left.remove(at: match) }
      }
    }
    for (index, address) in addresses.enumerated() {
      if let listener = chosen[index] {
        listeners.append(listener)
      } else {
        listeners.append(try bind(address))
      }
    }
    return listeners
  }

  private func addresses() throws(LaunchError) -> [SocketAddress] {
    var addresses: [SocketAddress] = []
    for text in listen.isEmpty ? [Self.defaultAddress] : listen {
      addresses.append(try Self.address(text))
    }
    return addresses
  }

  private func bind(_ address: SocketAddress) throws(LaunchError) -> Listener {
    do throws(SystemCallError) {
      return try Listener(
        binding: address, backlog: backlog, deferral: deferral, sharesPort: reusePort,
        mode: unixSocketMode?.bits)
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
