import HTTPCore
import LinuxIO
import Logging

/// The PROXY protocol: what a load balancer says of its client ahead of the client's own bytes.
extension HTTPEngine {
  /// Whether `connection` is one of those that must begin with a PROXY header, by its kernel-told peer.
  func comesFromProxy(_ connection: Connection) -> Bool {
    guard let peer = connection.clientAddress else { return false }
    return settings.proxies.contains { $0.contains(peer) }
  }

  /// Takes the header off the input once it is complete. The header timeout runs from the connection's start, so it
  /// covers this header, too.
  ///
  /// - Returns: Whether it was complete.
  /// - Throws: When the input begins with anything else. There is no answer to that: what the peer speaks is unknown,
  ///   and the specification wants the connection closed.
  func takeProxyHeader(_ connection: Connection) throws(ExchangeError) -> Bool {
    let workspace = exchange.workspace
    do throws(ProxyHeaderError) {
      guard let header = try ProxyHeader.parse(workspace.input.readable) else { return false }
      workspace.input.consume(header.count)
      connection.awaitsProxyHeader = false
      guard let client = header.client else { return true }
      logger.debug(
        "proxied connection",
        metadata: [
          "client": "\(client)", "proxy": "\(connection.clientAddress.map { "\($0)" } ?? "unknown")",
        ])
      connection.clientAddress = client
      return true
    } catch {
      throw .proxyHeader(error)
    }
  }
}
