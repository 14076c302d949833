package import LinuxIO
import Synchronization

/// What an embedded server has told and the worker's main thread has not looked at yet.
///
/// The server tells from any thread; the first news since the last look end the main thread's wait.
package final class EmbeddedEvents: Sendable {
  /// What happened since the last look.
  struct News: Equatable, Sendable {
    /// Connections may come.
    var isReady = false
    /// Connections that the server has begun to serve, and those that are closed.
    var taken = 0
    var closed = 0
    /// The server is over, for the reason given if that was not ordered.
    var ending: Ending?
    /// Something else is to be looked at, on the scoreboard.
    var isNudged = false
  }

  /// How a server ended.
  package enum Ending: Equatable, Sendable {
    case ordered
    case failed(String)
  }

  private let news = Mutex(News())
  private let wake: EventDescriptor

  /// - Throws: EMFILE or ENFILE when no descriptor is left.
  package init() throws(SystemCallError) { wake = try EventDescriptor() }

  var number: Int32 { wake.number }

  /// The server has started: connections may come.
  package func becameReady() { tell { $0.isReady = true } }

  /// A connection has reached the thread that serves it.
  package func tookConnection() { tell { $0.taken += 1 } }

  /// A connection is closed.
  package func closedConnection() { tell { $0.closed += 1 } }

  /// The server serves no more; called once.
  package func ended(_ ending: Ending) { tell { $0.ending = ending } }

  /// The number of requests that the worker may answer is reached.
  func reachedRequestLimit() { tell { $0.isNudged = true } }

  private func tell(_ change: (inout News) -> Void) {
    let isFirst = news.withLock { news in
      let isFirst = news == News()
      change(&news)
      return isFirst
    }
    if isFirst { wake.signal() }
  }

  /// Takes the news. Those that come later signal anew.
  func take() throws(SystemCallError) -> News {
    try wake.acknowledge()
    return news.withLock { news in
      defer { news = News() }
      return news
    }
  }
}
