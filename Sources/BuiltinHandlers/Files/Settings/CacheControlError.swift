/// What is wrong with a rule of ``CacheControlRules``.
package enum CacheControlError: Error, Equatable, CustomStringConvertible {
  case missingValue(rule: String)
  case malformedValue(rule: String)
  case malformedPattern(String, rule: String)

  package var description: String {
    switch self {
    case .missingValue(let rule):
      "'\(rule)' has no value; write PATTERN=VALUE, such as '.css,.js=public, max-age=3600'"
    case .malformedValue(let rule): "the value of '\(rule)' may hold printable ASCII only"
    case .malformedPattern(let pattern, let rule):
      "'\(pattern)' in '\(rule)' is no pattern; write an extension such as .css, a path such as /assets/, or *"
    }
  }
}
