import WorkerRuntime

/// Why a request's content cannot be read on, or a response cannot be written on.
///
/// For a handler to let pass: the server answers with the right status, such as 408, 413 or 400, or ends the connection.
public struct BodyError: Error, CustomStringConvertible {
  let cause: ExchangeError

  init(_ cause: ExchangeError) { self.cause = cause }

  /// Whether the client has closed or cut its connection.
  public var clientHasGone: Bool { cause == .clientGone }

  /// What happened, for a log.
  public var description: String { "\(cause)" }
}
