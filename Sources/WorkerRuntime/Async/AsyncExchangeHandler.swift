/// What answers requests with async functions. A worker has as many of them in hand as it holds connections; while one
/// waits, others go on, all on the worker's one thread.
///
/// Requests interleaved in one worker die together: a trap in one of them ends the process, and each of the others is
/// answered with 500 unless its response has begun to leave.
package protocol AsyncExchangeHandler: Sendable {
  /// See ``RequestHandler/allowedMethods``.
  var allowedMethods: StaticString { get }

  /// Answers the request of `exchange`.
  ///
  /// It is called on the worker's thread, where calls to the exchange cost no switch. What it calls that is not isolated
  /// runs there, too, by the task's preference.
  ///
  /// The task is cancelled when the client leaves, and when the worker does; see ``AsyncExchange``.
  ///
  /// - Throws: What the exchange threw; it is answered as for ``RequestHandler``.
  nonisolated(nonsending) func respond(to exchange: AsyncExchange) async throws(ExchangeError)
}
