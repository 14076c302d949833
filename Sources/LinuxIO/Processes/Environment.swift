import Glibc

/// What this process was given by the one that started it; environ(7).
package enum Environment {
  /// The value of a variable, nil when it is not set.
  package static func value(of name: String) -> String? {
    // The parent has one thread and nothing changes the environment, so the bytes stay until they are copied.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
