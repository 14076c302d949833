import HTTPCore

/// Which Cache-Control field goes with which file, RFC 9111 5.2.
///
/// A rule is written `PATTERN[,PATTERN...]=VALUE`, as in `.css,.js=public, max-age=3600`. A pattern is
///  - `.css`: the end of the file's name, letters of either case;
///  - `/assets/`: the beginning of its path below the root;
///  - `*`: any file.
/// The first rule with a pattern that fits counts, and a file that fits none is sent without the field.
package struct CacheControlRules: Sendable, Equatable {
  private enum Pattern: Sendable, Equatable {
    case suffix([UInt8])
    case prefix([UInt8])
    case any
  }

  private struct Rule: Sendable, Equatable {
    let patterns: [Pattern]
    let value: String
  }

  private var rules: [Rule] = []

  package init() {}

  /// Adds a rule behind the others.
  package mutating func add(_ text: String) throws(CacheControlError) {
    guard let equals = text.firstIndex(of: "=") else { throw .missingValue(rule: text) }
    let value = text[text.index(after: equals)...].trimming()
    guard !value.isEmpty else { throw .missingValue(rule: text) }
    // Behind a `=` in the value stand numbers and quoted strings, RFC 9111 5.2; control characters would end the line.
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) else { throw .malformedValue(rule: text) }
    var patterns: [Pattern] = []
    for word in text[..<equals].split(separator: ",", omittingEmptySubsequences: false) {
      patterns.append(try Self.pattern(word.trimming(), rule: text))
    }
    rules.append(Rule(patterns: patterns, value: value))
  }

  /// The field's value for a file, whose path is decoded, relative to the root, and without slash or NUL at its ends.
  package func value(for path: borrowing RawSpan) -> String? {
    for rule in rules {
      for pattern in rule.patterns where Self.fits(pattern, path) { return rule.value }
    }
    return nil
  }

  private static func pattern(_ text: String, rule: String) throws(CacheControlError) -> Pattern {
    if text == "*" { return .any }
    if text.hasPrefix("/") { return .prefix(Array(text.utf8.dropFirst())) }
    guard text.hasPrefix("."), text.utf8.count > 1, !text.contains("/") else {
      throw .malformedPattern(text, rule: rule)
    }
    return .suffix(Array(text.lowercased().utf8))
  }

  private static func fits(_ pattern: Pattern, _ path: borrowing RawSpan) -> Bool {
    switch pattern {
    case .any: return true
    case .prefix(let bytes):
      guard path.byteCount >= bytes.count else { return false }
      for index in bytes.indices where path.byte(index) != bytes[index] { return false }
      return true
    case .suffix(let bytes):
      let start = path.byteCount - bytes.count
      guard start >= 0 else { return false }
      for index in bytes.indices {
        let byte = path.byte(start + index)
        let lowercased = (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
        guard lowercased == bytes[index] else { return false }
      }
      return true
    }
  }
}

extension Substring {
  fileprivate func trimming() -> String {
    var rest = self
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
