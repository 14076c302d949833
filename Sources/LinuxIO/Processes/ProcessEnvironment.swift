import Glibc

/// The environment of this process; environ(7).
package enum ProcessEnvironment {
  /// Every variable that has a name, as it stands now. Bytes that are not UTF-8 are replaced by U+FFFD.
  package static var variables: [String: String] {
    var found: [String: String] = [:]
    // An array of C strings that ends with nil. Nothing in this program changes it, and the parent has one thread.
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let parts = unsafe String(cString: text).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, !parts[0].isEmpty, found[String(parts[0])] == nil {
        found[String(parts[0])] = String(parts[1])
      }
      unsafe entry += 1
    }
    return found
  }
}
