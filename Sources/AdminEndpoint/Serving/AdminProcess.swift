import HTTPCore
package import IPCProtocol
package import LinuxIO
package import Logging
import WorkerRuntime

/// The life of the process that tells about the pool over HTTP.
///
/// It is a worker without a pool: the same loop and the same rules of HTTP, with a handler that reads the scoreboard. It
/// is a process of its own, so that it answers when every worker is busy and so that the supervisor parses no byte that
/// came over the network.
package struct AdminProcess: Sendable {
  private let listener: Listener
  private let version: String
  /// Where it tells what goes wrong.
  package let logger: Logger
  private let errorLog: LogFile?
  private let applicationMetrics: MetricTable?

  /// - Parameters:
  ///   - listener: Where it answers; no other process accepts there.
  ///   - version: The server's version.
  ///   - logger: Where it tells what goes wrong.
  ///   - errorLog: Where `logger` writes, to be opened anew when that is ordered.
  ///   - applicationMetrics: The metrics of the program that is served, if it shares any.
  package init(
    listener: Listener, version: String, logger: Logger, errorLog: LogFile? = nil,
    applicationMetrics: MetricTable? = nil
  ) {
    self.errorLog = errorLog
    self.applicationMetrics = applicationMetrics
    self.listener = listener
    self.version = version
    self.logger = logger
  }

  /// Answers until told to leave.
  ///
  /// - Parameters:
  ///   - channel: The way to the supervisor, who speaks to it as to a worker.
  ///   - slot: A slot apart from the workers'.
  ///   - scoreboard: What there is to tell.
  ///   - supervisor: The process that forked this one.
  /// - Throws: What makes serving impossible, such as ENOMEM for the epoll set.
  package func run(
    channel: consuming WorkerChannel, slot: ScoreboardSlot, scoreboard: Scoreboard, supervisor: Int32
  ) throws(SystemCallError) {
    let startTime = Self.startTime(scoreboard)
    let version = version
    let handler = AdminHandler(
      look: { Self.read { PoolSnapshot(reading: scoreboard, version: version, startTime: startTime()) } },
      // The pool is described when something happens, so an idle one for hours not: that says nothing. A supervisor
      // that ended takes this process with it, but for the moment in which this is asked.
      isAlive: {
        Fork.parent == supervisor && Self.read { scoreboard.pool }?.supervisorPID == supervisor
      }, applicationMetrics: applicationMetrics)
    try Worker(
      listeners: [listener], channel: channel, slot: slot, connectionLimit: nil, settings: Self.settings,
      http: Self.http, errorLog: errorLog, handler: handler, logger: logger
    ).run()
  }

  /// Reads what the supervisor writes. On a busy machine it may be kept from running in the middle of that, longer than a
  /// reader tries by itself: that is waited for, and is no sign of ill health.
  private static func read<Value>(_ attempt: () -> Value?) -> Value? {
    for _ in 0..<200 {
      if let value = attempt() { return value }
      Pause.block(for: .milliseconds(1))
    }
    return attempt()
  }

  /// When the server started by the calendar, in milliseconds since 1970. Found out once: when the calendar is set right
  /// later, the server has still started when it did.
  private static func startTime(_ scoreboard: Scoreboard) -> () -> UInt64 {
    var known: UInt64?
    return {
      if let known { return known }
      let started = scoreboard.pool?.startedAt ?? 0
      let age = (MonotonicTime.exact.unsigned &- started) / 1_000_000
      let time = CalendarTime.milliseconds &- age
      if started != 0 { known = time }
      return time
    }
  }

  private static var settings: WorkerSettings {
    WorkerSettings(
      usesExclusiveWakeups: false, connectionsPerWorker: 128, leaveGrace: .milliseconds(100))
  }

  private static var http: HTTPSettings {
    HTTPSettings(
      limits: .init(body: 4096), headerTimeout: .seconds(10), keepAliveTimeout: .seconds(75),
      bodyTimeout: .seconds(10), sendTimeout: .seconds(30), maxRequestsPerConnection: 0)
  }
}
