import Testing

/// Everything here starts real processes and loads a real socket; one at a time, so that they do not starve each other.
@Suite("End to end", .serialized)
enum EndToEnd {}
