/// The words for yes and no, in any case of letters.
enum Truth {
  static func value(of text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }
}
