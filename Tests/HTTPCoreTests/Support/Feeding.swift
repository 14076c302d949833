import HTTPCore

extension CorpusCase {
  /// Feeds the bytes so that each of `ends` is the number of bytes received at one moment.
  func outcome(_ ends: some Sequence<Int>) -> [String] {
    var parser = RequestParser(limits: limits)
    var decoder: BodyDecoder?
    var head: [String] = []
    var body: [UInt8] = []
    var consumed = 0
    do throws(RequestError) {
      for end in ends {
        // An array of bytes has no padding.
        let span = unsafe bytes.span.bytes.extracting(0..<end)
        if decoder == nil {
          guard let count = try parser.parse(span) else { continue }
          consumed = count
          head = describe(parser.head, span) + ["head=\(count)"]
          decoder = try BodyDecoder(framing: parser.head.framing, limits: limits)
        }
        guard var current = decoder else { continue }
        while !current.isComplete {
          let rest = span.extracting(consumed..<end)
          let step = try current.decode(rest)
          body += rest.copy(step.payload)
          consumed += step.consumed
          if step.consumed == 0 { break }
        }
        decoder = current
      }
    } catch {
      return ["refuse", "\(error)", "\(error.status.code)"]
    }
    guard let decoder else { return ["more"] }
    guard decoder.isComplete else { return ["more-body"] + head }
    return ["accept"] + head + ["body=\(escape(body))", "rest=\(bytes.count - consumed)"]
  }

  private func describe(_ head: borrowing RequestHead, _ bytes: RawSpan) -> [String] {
    func text(_ extent: Extent?) -> String { extent.map { escape(bytes.copy($0)) } ?? "-" }
    var words = [
      "method=\(head.method)", "form=\(head.targetForm)", "target=\(text(head.target))",
      "path=\(text(head.path))", "query=\(text(head.query))", "authority=\(text(head.authority))",
      "version=1.\(head.minorVersion)", "framing=\(framing(head.framing))",
      head.keepAlive ? "keep-alive" : "close", "continue=\(head.expectsContinue)",
      "fields=\(head.fieldCount)",
    ]
    for index in 0..<head.fieldCount {
      let field = head.field(at: index)
      words.append("\(text(field.name)):\(text(field.value))")
      if field.known != .other { words.append("known=\(field.known)") }
    }
    return words
  }

  private func framing(_ framing: Framing) -> String {
    switch framing {
    case .none: "none"
    case .length(let length): "\(length)"
    case .chunked: "chunked"
    }
  }
}
