import ArgumentParser
import HTTPCore

/// The flags that say where connections come from.
struct ListenOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where to listen: HOST:PORT, [IPV6]:PORT or unix:PATH; repeatable. (default: \(Self.defaultAddress))",
      valueName: "address"))
  var listen: [String] = []

  static let defaultAddress = "127.0.0.1:8080"

  @Option(help: "The most connections that wait to be accepted at each listener.")
  var backlog: Int32 = 511

  @Option(
    help: ArgumentHelp(
      """
      For how long a connection that has sent nothing yet is kept from the workers, in whole seconds that the kernel \
      rounds up to 1, 3, 7, 15 and so on (TCP_DEFER_ACCEPT); 0 for not at all. Such a connection is reset when the \
      server stops.
      """, valueName: "time"))
  var deferAccept = TimeSpan(.zero)

  @Flag(
    help: """
      Let other servers of the same user listen on the same ports, between which the kernel divides new connections \
      (SO_REUSEPORT). Those that wait for a server which stops or dies are lost with it.
      """)
  var reusePort = false

  @Option(
    help: ArgumentHelp(
      """
      The permissions of a unix socket, in octal; who may write to it may connect. Without it what the umask leaves.
      """, valueName: "mode"))
  var unixSocketMode: FileMode?

  @Option(
    help: ArgumentHelp(
      """
      Connections from these addresses must begin with a PROXY protocol header, version 1 or 2, that tells the true \
      client's address: networks such as 10.0.0.0/8 or ::1, separated by commas, or unix for unix sockets; repeatable.
      """, valueName: "networks"))
  var proxyProtocolFrom: [String] = []

  /// ``deferAccept`` in seconds, rounded up; validated to be few enough.
  var deferral: Int32 {
    let (seconds, attoseconds) = deferAccept.duration.components
    return Int32(clamping: attoseconds > 0 ? seconds + 1 : seconds)
  }

  func proxies() throws(AddressRangeError) -> [AddressRange] {
    var ranges: [AddressRange] = []
    for list in proxyProtocolFrom {
      for text in list.split(separator: ",", omittingEmptySubsequences: false) {
        ranges.append(try AddressRange(parsing: String(text)))
      }
    }
    return ranges
  }

  mutating func validate() throws {
    do throws(AddressRangeError) { _ = try proxies() } catch {
      throw ValidationError("--proxy-protocol-from: \(error)")
    }
    guard backlog >= 1 else { throw ValidationError("--backlog \(backlog) is too small: the least is 1") }
    guard deferAccept.duration <= .seconds(3600) else {
      throw ValidationError(
        "--defer-accept \(deferAccept.defaultValueDescription) is too long: the most is 1h, and 0 turns it off"
      )
    }
    if let unixSocketMode, !listen.contains(where: { $0.hasPrefix("unix:") }) {
      throw ValidationError(
        "--unix-socket-mode \(unixSocketMode.defaultValueDescription) has no meaning without --listen unix:PATH: "
          + "add it, or leave --unix-socket-mode out")
    }
  }
}
