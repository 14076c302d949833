/// Where a response's content goes: to a client, or to a test.
protocol ResponseSink {
  func write(_ bytes: borrowing RawSpan) throws
  func flush() throws
}
