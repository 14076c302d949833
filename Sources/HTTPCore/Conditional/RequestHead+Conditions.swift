extension RequestHead {
  /// Whether the request sets a condition, RFC 9110 13.1, or asks for a part, RFC 9110 14.2: if not, there is nothing
  /// to evaluate.
  package var hasConditionsOrRange: Bool {
    has(.ifMatch) || has(.ifNoneMatch) || has(.ifModifiedSince) || has(.ifUnmodifiedSince) || has(.range)
      || has(.ifRange)
  }
}
