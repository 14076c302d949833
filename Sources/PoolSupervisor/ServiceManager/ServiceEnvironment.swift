package import LinuxIO

/// What a service manager says in the environment of a service that it starts; sd_notify(3), sd_watchdog_enabled(3).
package struct ServiceEnvironment: Equatable, Sendable {
  /// Where it listens, nil when there is no manager that does.
  package let address: SocketAddress?
  /// After how long a silence of this process it ends the service, nil for never.
  package let watchdogTimeout: Duration?
  /// What of it makes no sense, for the log; nothing of that is obeyed.
  package let complaints: [String]

  /// - Parameters:
  ///   - variables: The value of a variable of the environment.
  ///   - pid: This process.
  package init(variables: (String) -> String?, pid: Int32) {
    var complaints: [String] = []
    address = variables("NOTIFY_SOCKET").flatMap { Self.address($0, &complaints) }
    watchdogTimeout = Self.timeout(
      variables("WATCHDOG_USEC"), of: variables("WATCHDOG_PID"), pid, &complaints)
    self.complaints = complaints
  }

  /// A path, or a name in the abstract namespace with `@` ahead.
  private static func address(_ text: String, _ complaints: inout [String]) -> SocketAddress? {
    guard !text.isEmpty else { return nil }
    do throws(SocketAddressError) {
      if text.hasPrefix("@") { return try SocketAddress(abstractName: String(text.dropFirst())) }
      if text.hasPrefix("/") { return try SocketAddress(path: text) }
      complaints.append("NOTIFY_SOCKET='\(text)' is neither an absolute path nor a name with @ ahead")
    } catch {
      complaints.append("NOTIFY_SOCKET: \(error)")
    }
    return nil
  }

  private static func timeout(
    _ microseconds: String?, of owner: String?, _ pid: Int32, _ complaints: inout [String]
  ) -> Duration? {
    guard let microseconds else { return nil }
    // The variables are inherited: what was meant for another process is nothing to complain of.
    if let owner, owner != "\(pid)" { return nil }
    // The greatest value means never, and whatever an Int64 cannot hold is no less than 292,000 years.
    guard let number = UInt64(microseconds), number > 0 else {
      complaints.append("WATCHDOG_USEC='\(microseconds)' is no number of microseconds")
      return nil
    }
    // A century and more is beyond what the arithmetic of deadlines need hold.
    return number > 3_155_760_000_000_000 ? nil : .microseconds(Int64(number))
  }
}
