import WorkerRuntime

/// Takes the content of a response as it is made, and waits for a client that takes it slowly.
public struct AsyncResponseWriter: Sendable {
  private let sink: any AsyncResponseSink

  init(_ sink: any AsyncResponseSink) { self.sink = sink }

  /// Writes bytes, which leave soon. Waits first while more than 64 KiB wait for the client.
  ///
  /// - Throws: ``BodyError`` if the client has gone or takes too little, or if more is written than was announced.
  public func write(_ bytes: some Sequence<UInt8>) async throws {
    do throws(ExchangeError) { try await sink.write(Array(bytes)) } catch { throw BodyError(error) }
  }

  /// Writes text, as UTF-8.
  ///
  /// - Throws: As ``write(_:)-(Sequence<UInt8>)``.
  public func write(_ text: String) async throws { try await write(text.utf8) }

  /// Waits until the kernel has taken all that was written.
  ///
  /// - Throws: As ``write(_:)-(Sequence<UInt8>)``.
  public func flush() async throws {
    do throws(ExchangeError) { try await sink.flush() } catch { throw BodyError(error) }
  }
}
