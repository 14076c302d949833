import ArgumentParser

/// Who the error log is for.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  /// People: time, level, message, and what it was made from, on a line.
  case text
  /// Machines: a JSON object on a line.
  case json
}
