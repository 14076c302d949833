import ArgumentParser

/// How workers come to life.
enum SpawnMethod: String, CaseIterable, ExpressibleByArgument {
  /// As copies of the parent, which share what it has loaded.
  case fork
  /// As executions of the program anew, which share nothing but what they inherit.
  case exec
}
