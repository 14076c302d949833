/// The conditions a request sets, evaluated in the order of RFC 9110 13.2.2.
package enum Preconditions {
  /// What has to become of a request.
  package enum Outcome: Equatable, Sendable {
    /// Carry the method out; heed the Range field, if there is one, only if `rangeApplies`.
    case perform(rangeApplies: Bool)
    /// Answer 304.
    case notModified
    /// Answer 412.
    case failed
  }

  /// Evaluates the conditions of a request for a representation that exists.
  ///
  /// - Parameters:
  ///   - head: the request.
  ///   - bytes: the bytes it was parsed from.
  ///   - tag: the representation's entity tag, with its quotes; empty if it has none.
  ///   - lastModified: seconds since the epoch; nil if unknown.
  ///   - now: seconds since the epoch.
  /// - Returns: what has to become of the request.
  package static func evaluate(
    _ head: borrowing RequestHead, _ bytes: borrowing RawSpan, tag: borrowing RawSpan,
    lastModified: Int64?, now: Int64
  ) -> Outcome {
    let isRead = head.method == .get || head.method == .head
    if head.has(.ifMatch) {
      guard lists(.ifMatch, head, bytes, tag, .strong) else { return .failed }
    } else if let lastModified, let date = date(.ifUnmodifiedSince, head, bytes, now: now) {
      guard lastModified <= date else { return .failed }
    }
    if head.has(.ifNoneMatch) {
      if lists(.ifNoneMatch, head, bytes, tag, .weak) { return isRead ? .notModified : .failed }
    } else if isRead, let lastModified, let date = date(.ifModifiedSince, head, bytes, now: now) {
      if lastModified <= date { return .notModified }
    }
    guard head.method == .get, head.has(.range) else { return .perform(rangeApplies: false) }
    return .perform(rangeApplies: ifRange(head, bytes, tag, lastModified, now))
  }

  /// Whether any line of the field is `*` or lists the tag.
  private static func lists(
    _ field: KnownField, _ head: borrowing RequestHead, _ bytes: borrowing RawSpan,
    _ tag: borrowing RawSpan, _ comparison: EntityTagList.Comparison
  ) -> Bool {
    var next = head.index(of: field)
    while let index = next {
      let value = bytes.extracting(head.field(at: index).value)
      if EntityTagList.isAsterisk(value) { return true }
      if !tag.isEmpty, EntityTagList.contains(value, tag, comparison) { return true }
      next = head.index(of: field, from: index &+ 1)
    }
    return false
  }

  /// The date of a field; nil when it is absent, repeated or malformed, for then it is to be ignored.
  private static func date(
    _ field: KnownField, _ head: borrowing RequestHead, _ bytes: borrowing RawSpan, now: Int64
  ) -> Int64? {
    guard let value = head.value(of: field), !head.isRepeated(field) else { return nil }
    return HTTPDate.parse(bytes.extracting(value), now: now)
  }

  /// Whether If-Range, RFC 9110 13.1.5, leaves the Range field in force.
  private static func ifRange(
    _ head: borrowing RequestHead, _ bytes: borrowing RawSpan, _ tag: borrowing RawSpan,
    _ lastModified: Int64?, _ now: Int64
  ) -> Bool {
    guard let extent = head.value(of: .ifRange) else { return true }
    guard !head.isRepeated(.ifRange) else { return false }
    let value = bytes.extracting(extent)
    if EntityTagList.endOfTag(value, from: 0) == value.byteCount {
      return EntityTagList.matches(value, tag, .strong)
    }
    guard let lastModified, let date = HTTPDate.parse(value, now: now) else { return false }
    // A date is a strong validator only if the file cannot have changed again within the same second,
    // RFC 9110 8.8.2.2.
    return date == lastModified && lastModified < now
  }
}
