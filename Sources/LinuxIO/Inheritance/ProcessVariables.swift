import Glibc

/// The environment of this process; environ(7). For a process with one thread.
enum ProcessVariables {
  static func value(of name: String) -> String? {
    // The string is copied before anything can change the environment.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  static func remove(_ name: String) { unsafe unsetenv(name) }

  /// Every variable as `NAME=VALUE`, but for those named.
  static func all(without names: [String]) -> [String] {
    var entries: [String] = []
    // A list of C strings that ends with a null; nobody changes it meanwhile.
    var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = unsafe environ
    while let entry = unsafe next.pointee {
      let text = unsafe String(cString: entry)
      if !names.contains(where: { text.hasPrefix("\($0)=") }) { entries.append(text) }
      unsafe next += 1
    }
    return entries
  }
}
