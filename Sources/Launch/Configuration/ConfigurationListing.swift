/// The effective configuration as a file that can be fed back in.
enum ConfigurationListing {
  /// - Parameters:
  ///   - sources: What was set, and by whom.
  ///   - program: The program's name.
  /// - Returns: YAML, each value with a comment that says where it came from.
  static func text(_ sources: ConfigurationSources, of program: String) -> String {
    let options = sources.vocabulary.options
    var sections: [String?] = []
    for option in options where option.section != nil && !sections.contains(option.section) {
      sections.append(option.section)
    }
    var lines = ["# The configuration in effect; \(program) --config FILE reads it back."]
    for section in sections + [nil] {
      lines += ["", "# \(section ?? "Others")"]
      for option in options where option.section == section {
        lines += entry(option, sources.setting(of: option.name))
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func entry(_ option: ServerOption, _ setting: Setting?) -> [String] {
    guard let values = setting?.values.map({ ($0.text, "\($0.source)") }) ?? defaults(of: option) else {
      return ["# \(option.name): not set"]
    }
    if option.isRepeatable {
      return ["\(option.name):"] + values.map { "  - \(scalar($0.0)) # \($0.1)" }
    }
    return values.map { "\(option.name): \(scalar($0.0)) # \($0.1)" }
  }

  private static func defaults(of option: ServerOption) -> [(String, String)]? {
    // The parser shows the default of a list with commas between its parts.
    option.defaultText.map { text in
      guard option.isRepeatable else { return [(text, "default")] }
      return text.split(separator: ", ").map { (String($0), "default") }
    }
  }

  /// A YAML scalar: plain if that can mean nothing else to any reader of YAML, in quotes otherwise.
  static func scalar(_ text: String) -> String {
    let words = ["true", "false"]
    let isNumber =
      !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      && (text == "0" || !text.hasPrefix("0"))
    let isWord =
      text.first.map { $0.isASCII && ($0.isLetter || $0 == "/" || $0.isNumber) } == true
      && text.contains { $0.isLetter || $0 == "/" }
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-".contains($0)) }
    // A reader may take what YAML 1.1 takes for a number, a truth, a date or nothing.
    let isOther =
      Truth.value(of: text) != nil || ["null", "y", "n"].contains(text.lowercased()) || looksNumeric(text)
    if words.contains(text) || isNumber || (isWord && !isOther) { return text }
    return "\"" + text.unicodeScalars.map(escape).joined() + "\""
  }

  /// Digits with nothing but what numbers of some base or exponent have between them.
  private static func looksNumeric(_ text: String) -> Bool {
    text.first?.isNumber == true && text.allSatisfy { $0.isHexDigit || "xobe_.".contains($0) }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\t": return "\\t"
    default:
      // What a terminal or a parser may not show as itself: controls, line separators, the byte order mark, surrogates.
      let isPlain =
        (0x20..<0x7f).contains(scalar.value)
        || (scalar.value >= 0xa0 && ![0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff].contains(scalar.value))
      if isPlain { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      let width = scalar.value > 0xffff ? 8 : 4
      return (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
    }
  }
}
