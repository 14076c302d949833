package import IPCProtocol
package import LinuxIO

/// A server of another library, which serves a worker's connections on threads of its own.
///
/// The worker's main thread accepts for it, talks with the supervisor and keeps the scoreboard. All of this is called
/// there, and none of it may wait.
package protocol EmbeddedServer: AnyObject {
  /// Begins to start. It says through `context` when connections may come, and when it has ended.
  func start(_ context: EmbeddedContext)

  /// Serves a connection, which is its own from here on. It says when it has taken it, and when it has closed it.
  func take(_ socket: consuming StreamSocket, from origin: ConnectionOrigin)

  /// Lets go of connections that are idle between two requests, once they have been given a moment for the next; others
  /// end after the request in hand. Holds for connections that are taken later, too.
  ///
  /// - Parameter moment: The time that an idle client is given.
  func retire(after moment: Duration)

  /// The same at once, for the connections of the moment alone: others wait for a worker.
  func relieve()

  /// Has `answer` called where connections are served, so that nothing answers for a thread that hangs.
  func ping(_ answer: @escaping @Sendable () -> Void)

  /// Ends: there is no connection any more.
  func stop()
}

/// Which connection of a worker, and whose.
package struct ConnectionOrigin: Sendable {
  /// From 1.
  package let number: UInt64
  /// nil for a client that has gone already.
  package let client: PeerRecord?
}

/// What an embedded server is given.
package struct EmbeddedContext: Sendable {
  /// How it tells the worker what happens.
  package let events: EmbeddedEvents
  /// Where it tells of requests.
  package let requests: RequestDesk
  /// Where the worker listens.
  package let addresses: [SocketAddress]
}
