/// Why the format of an access log is refused.
package enum LogTemplateError: Error, Equatable, CustomStringConvertible {
  case unknownFormat(String)
  case unknownVariable(String)
  case unclosedBrace
  case controlCharacter
  case tooLong

  package var description: String {
    switch self {
    case .unknownFormat(let text):
      "'\(text)' is neither combined, common, json, json:NAME,NAME nor a template with variables such as $status"
    case .unknownVariable(let name):
      "there is no variable '\(name)'; the README lists them, and any field of the request is http_NAME"
    case .unclosedBrace: "a ${ has no } behind it"
    case .controlCharacter: "a template must not hold control characters: a line stays one line"
    case .tooLong: "the template is too long for lines of 4096 bytes"
    }
  }
}
