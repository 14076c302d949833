/// What a parsed head says, as offsets into the bytes of the request; reused from one request to the next.
///
/// Every ``Extent`` counts from the first byte of the span that ``RequestParser/parse(_:)`` was given, and
/// means nothing before that function has returned a count.
package struct RequestHead: ~Copyable, Sendable {
  /// The method.
  package internal(set) var method = Method.get
  /// Which of the forms of RFC 9112 3.2 the target has.
  package internal(set) var targetForm = TargetForm.origin
  /// The whole request target.
  package internal(set) var target = Extent()
  /// The target's path, still percent-encoded. Empty for the authority form, and for an absolute form
  /// without a path, which means `/`; `*` for the asterisk form.
  package internal(set) var path = Extent()
  /// What follows the `?`, still percent-encoded; nil without a `?`.
  package internal(set) var query: Extent?
  /// Host and port the request is for: the target's if it has one, else those of the Host field.
  ///
  /// Nil only in HTTP/1.0 without Host.
  package internal(set) var authority: Extent?
  /// 0 for HTTP/1.0 and 1 for HTTP/1.1 and every later minor version, RFC 9110 2.5.
  package internal(set) var minorVersion: UInt8 = 1
  /// How the end of the content is found.
  package internal(set) var framing = Framing.none {
    didSet { hasContent = framing != .none }
  }
  /// Whether content follows the head, if only of no bytes.
  package private(set) var hasContent = false
  /// Whether the client lets the connection persist, RFC 9112 9.3.
  package internal(set) var keepAlive = true
  /// Whether the client waits for 100 before it sends the content, RFC 9110 10.1.1.
  ///
  /// False in HTTP/1.0 and where no content is announced.
  package internal(set) var expectsContinue = false

  var fields = FieldTable()
  // Bit n is set when the known field with raw value n has occurred.
  var seen: UInt32 = 0

  init() {}

  /// Number of field lines.
  package var fieldCount: Int { fields.count }

  /// The field line at `index`, 0 through ``fieldCount`` - 1, in the order received.
  package func field(at index: Int) -> Field { fields[index] }

  /// Whether the field occurs; `other` always answers false.
  @inline(__always)
  package func has(_ known: KnownField) -> Bool { seen & (1 << UInt32(known.rawValue)) != 0 }

  /// The value of the first line of that field, nil when there is none.
  package func value(of known: KnownField) -> Extent? {
    guard has(known), let index = index(of: known) else { return nil }
    return fields[index].value
  }

  /// Finds the next line of a field, so that repeated lines can be walked.
  ///
  /// - Parameters:
  ///   - known: the field.
  ///   - first: the index at which the search begins, 0 or more.
  /// - Returns: the index of the line, nil when there is none.
  package func index(of known: KnownField, from first: Int = 0) -> Int? {
    var index = max(0, first)
    while index < fields.count {
      if fields[index].known == known { return index }
      index &+= 1
    }
    return nil
  }

  /// Whether the field stands on more than one line.
  package func isRepeated(_ known: KnownField) -> Bool {
    guard has(known), let first = index(of: known) else { return false }
    return index(of: known, from: first &+ 1) != nil
  }

  /// The value of the first line with a certain name.
  ///
  /// - Parameters:
  ///   - name: ASCII in lower case.
  ///   - bytes: the bytes the head was parsed from.
  /// - Returns: nil when there is no such line.
  package func value(named name: StaticString, in bytes: borrowing RawSpan) -> Extent? {
    var index = 0
    while index < fields.count {
      if bytes.equalsIgnoringCase(fields[index].name, name) { return fields[index].value }
      index &+= 1
    }
    return nil
  }

  /// The same head in memory of its own, for whoever wants it after its parser has gone on.
  package func copy() -> RequestHead {
    var copy = RequestHead()
    copy.method = method
    copy.targetForm = targetForm
    copy.target = target
    copy.path = path
    copy.query = query
    copy.authority = authority
    copy.minorVersion = minorVersion
    copy.framing = framing
    copy.keepAlive = keepAlive
    copy.expectsContinue = expectsContinue
    copy.fields = fields.copy()
    copy.seen = seen
    return copy
  }

  mutating func reset() {
    query = nil
    authority = nil
    framing = .none
    keepAlive = true
    expectsContinue = false
    seen = 0
    fields.removeAll()
  }
}
