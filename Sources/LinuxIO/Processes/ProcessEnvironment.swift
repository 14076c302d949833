import Glibc

/// The environment of this process; environ(7).
package enum ProcessEnvironment {
  /// The value of a variable, nil when it is not set.
  package static func value(of name: String) -> String? {
    // The parent has one thread and nothing changes the environment, so the bytes stay until they are copied.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Forgets a variable, so that no program started later inherits it.
  package static func remove(_ name: String) { unsafe unsetenv(name) }

  /// Every variable as `NAME=VALUE`, but for those named.
  package static func entries(without names: [String]) -> [String] {
    entries.filter { entry in !names.contains { entry.hasPrefix("\($0)=") } }
  }

  /// Every variable that has a name, as it stands now. Bytes that are not UTF-8 are replaced by U+FFFD.
  package static var variables: [String: String] {
    entries.reduce(into: [:]) { found, entry in
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, found[String(parts[0])] == nil else { return }
      found[String(parts[0])] = String(parts[1])
    }
  }

  private static var entries: [String] {
    var found: [String] = []
    // An array of C strings that ends with nil. Nothing in this program changes it, and the parent has one thread.
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      unsafe found.append(String(cString: text))
      unsafe entry += 1
    }
    return found
  }
}
