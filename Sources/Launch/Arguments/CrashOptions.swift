import ArgumentParser
import WorkerRuntime

/// The flags that say what happens when a handler traps.
struct CrashOptions: ParsableArguments {
  @Flag(
    help: """
      Give a request with a safe method (GET, HEAD, OPTIONS) whose worker crashed to another worker, once, instead of \
      answering 500.
      """)
  var retryCrashedRequest = false

  @Flag(
    help: """
      Let Swift print its backtrace when a worker crashes, as SWIFT_BACKTRACE says. The client is answered and other \
      connections are handed over first, but the worker's end then takes half a second, or \
      seconds on a busy machine.
      """)
  var crashBacktrace = false

  var settings: CrashSettings {
    CrashSettings(retriesRequests: retryCrashedRequest, keepsBacktrace: crashBacktrace)
  }
}
