package import HTTPCore

/// How a worker speaks HTTP.
package struct HTTPSettings: Sendable {
  package var limits: RequestLimits
  /// How long the head of a request may take, from the connection's start or the request's first byte.
  package var headerTimeout: Duration
  /// How long the next request of a connection may take to begin; zero closes after each response.
  package var keepAliveTimeout: Duration
  /// How long a body may take that does not come at ``bodyRate``.
  package var bodyTimeout: Duration
  /// Bytes per second that prolong the body's time, as Apache's RequestReadTimeout has it; 0 for no such demand.
  package var bodyRate: Int
  /// How long a client may take nothing of its response.
  package var sendTimeout: Duration
  /// Requests after which a connection closes; 0 for no limit.
  package var maxRequestsPerConnection: Int
  /// How long, and for how many bytes, input is read and thrown away before a connection closes.
  package var lingeringTimeout: Duration
  package var lingeringBytes: Int
  /// Bytes of a body that a handler left which are read and thrown away so that the connection can go on.
  package var drainedBodyBytes: Int
  /// From where connections begin with a PROXY protocol header, which tells the true client's address. It is taken from
  /// nowhere else, for anyone could send one.
  package var proxies: [AddressRange]
  /// The Server field's value, empty for none.
  package var serverName: String

  package init(
    limits: RequestLimits = RequestLimits(), headerTimeout: Duration = .seconds(20),
    keepAliveTimeout: Duration = .seconds(5), bodyTimeout: Duration = .seconds(20), bodyRate: Int = 500,
    sendTimeout: Duration = .seconds(60), maxRequestsPerConnection: Int = 1000,
    lingeringTimeout: Duration = .seconds(5), lingeringBytes: Int = 1 << 20, drainedBodyBytes: Int = 1 << 16,
    proxies: [AddressRange] = [], serverName: String = ""
  ) {
    self.limits = limits
    self.headerTimeout = headerTimeout
    self.keepAliveTimeout = keepAliveTimeout
    self.bodyTimeout = bodyTimeout
    self.bodyRate = bodyRate
    self.sendTimeout = sendTimeout
    self.maxRequestsPerConnection = maxRequestsPerConnection
    self.lingeringTimeout = lingeringTimeout
    self.lingeringBytes = lingeringBytes
    self.drainedBodyBytes = drainedBodyBytes
    self.proxies = proxies
    self.serverName = serverName
  }
}
