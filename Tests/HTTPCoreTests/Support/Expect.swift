import Testing

/// As `#expect`, for conditions that mention values that cannot be copied, which the macro would capture.
func expect(_ condition: Bool, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(condition, sourceLocation: sourceLocation)
}
