/// Takes the content of a response as it is made.
public struct ResponseWriter {
  private let sink: any ResponseSink

  init(_ sink: any ResponseSink) { self.sink = sink }

  /// Writes bytes. They are sent when there are many, or with ``flush()``; a client that does not take them is waited for.
  ///
  /// - Throws: ``BodyError`` if the client has gone or takes too little, or if more is written than was announced.
  public func write(_ bytes: some Sequence<UInt8>) throws {
    let whole: Void? = try bytes.withContiguousStorageIfAvailable { region in
      // The region is the sequence's own storage during the call.
      try sink.write(unsafe RawSpan(_unsafeElements: region))
    }
    guard whole == nil else { return }
    // An array of bytes has no padding.
    try sink.write(unsafe Array(bytes).span.bytes)
  }

  /// Writes text, as UTF-8.
  ///
  /// - Throws: As ``write(_:)-(Sequence<UInt8>)``.
  public func write(_ text: String) throws { try write(text.utf8) }

  /// Sends what has been written so far: for events that a client is to see now.
  ///
  /// - Throws: As ``write(_:)-(Sequence<UInt8>)``.
  public func flush() throws { try sink.flush() }
}
