/// Where a client is.
public struct Client: Hashable, Sendable, CustomStringConvertible {
  /// Its address in numbers: `192.0.2.7`, or `2001:db8::7` as short as RFC 5952 has it.
  public let host: String
  /// Its port, 0 through 65535.
  public let port: Int

  /// Makes a place; see the properties.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// `192.0.2.7:49152`, or `[2001:db8::7]:49152`.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
