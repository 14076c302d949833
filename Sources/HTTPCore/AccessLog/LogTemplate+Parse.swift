extension LogTemplate {
  private static let common =
    "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
  private static let combined = common + " \"$http_referer\" \"$http_user_agent\""
  private static let jsonNames = [
    "time_iso8601", "remote_addr", "request_method", "request_uri", "server_protocol", "scheme", "host",
    "status",
    "body_bytes_sent", "request_time_us", "request_completion", "http_referer", "http_user_agent", "pid",
    "connection",
    "connection_requests",
  ]

  /// Reads a format.
  ///
  /// - Parameter format: `combined` or `common` as every web server has them, `json`, `json:` and the names of
  ///   variables with commas between them, or a template in which `$name` and `${name}` stand for variables.
  /// - Throws: Why it is none of these.
  package init(parsing format: String) throws(LogTemplateError) {
    switch format {
    case "combined": try self.init(template: Self.combined)
    case "common": try self.init(template: Self.common)
    case "json": try self.init(jsonNames: Self.jsonNames)
    case _ where format.hasPrefix("json:"):
      try self.init(
        jsonNames: format.dropFirst(5).split(separator: ",", omittingEmptySubsequences: false).map(
          String.init))
    case _ where format.contains("$"): try self.init(template: format)
    default: throw .unknownFormat(format)
    }
  }

  private init(template: String) throws(LogTemplateError) {
    self.init(isJSON: false)
    var rest = template[...]
    while let dollar = rest.firstIndex(of: "$") {
      try add(text: rest[..<dollar])
      rest = rest[dollar...].dropFirst()
      if rest.first == "{" {
        guard let close = rest.firstIndex(of: "}") else { throw .unclosedBrace }
        try add(variable: rest[..<close].dropFirst())
        rest = rest[close...].dropFirst()
      } else {
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        try add(variable: name)
        rest = rest[name.endIndex...]
      }
    }
    try add(text: rest)
    try divideRoom()
  }

  private init(jsonNames names: [String]) throws(LogTemplateError) {
    self.init(isJSON: true)
    var opening = "{"
    for name in names {
      // A name is a variable's and so needs no escaping; what is none is refused before it is written.
      let position = pieces.count
      try add(variable: name)
      let value = pieces.removeLast()
      try add(text: opening + "\"\(name)\":")
      pieces.insert(value, at: position + 1)
      opening = ","
    }
    try add(text: "}")
    try divideRoom()
  }
}
