import LinuxIO

/// What a check of the configuration has found.
struct CheckFindings {
  var errors: [LaunchError] = []
  /// Addresses that a server has now, most likely the one whose configuration this is.
  var inUse: [SocketAddress] = []
}
