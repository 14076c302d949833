package import HTTPCore
import LinuxIO

/// How a worker speaks HTTP.
package struct HTTPSettings: Sendable {
  package let limits: RequestLimits
  /// Converted here, so that a worker that is forked finds them as its clocks count.
  package let timeouts: HTTPTimeouts
  /// Bytes per second that prolong the body's time, as Apache's RequestReadTimeout has it; 0 for no such demand.
  package let bodyRate: Int
  /// Requests after which a connection closes; 0 for no limit.
  package let maxRequestsPerConnection: Int
  /// How many bytes of input are read and thrown away before a connection closes.
  package let lingeringBytes: Int
  /// Bytes of a body that a handler left which are read and thrown away so that the connection can go on.
  package let drainedBodyBytes: Int
  /// From where connections begin with a PROXY protocol header, which tells the true client's address. It is taken from
  /// nowhere else, for anyone could send one.
  package var proxies: [AddressRange]
  /// The Server field's value in UTF-8, empty for none.
  package let server: [UInt8]

  package init(
    limits: RequestLimits = RequestLimits(), headerTimeout: Duration = .seconds(20),
    keepAliveTimeout: Duration = .seconds(5), bodyTimeout: Duration = .seconds(20), bodyRate: Int = 500,
    sendTimeout: Duration = .seconds(60), maxRequestsPerConnection: Int = 1000,
    lingeringTimeout: Duration = .seconds(5), lingeringBytes: Int = 1 << 20, drainedBodyBytes: Int = 1 << 16,
    proxies: [AddressRange] = [], serverName: String = ""
  ) {
    self.limits = limits
    timeouts = HTTPTimeouts(
      header: Interval(headerTimeout), keepAlive: Interval(keepAliveTimeout), body: Interval(bodyTimeout),
      send: Interval(sendTimeout), lingering: Interval(lingeringTimeout))
    self.bodyRate = bodyRate
    self.maxRequestsPerConnection = maxRequestsPerConnection
    self.lingeringBytes = lingeringBytes
    self.drainedBodyBytes = drainedBodyBytes
    self.proxies = proxies
    server = Array(serverName.utf8)
  }
}
