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
      Let Swift print its backtrace when a worker crashes. The client is answered first, but the worker, with its \
      other connections in the classic model, is held for tens of milliseconds; SWIFT_BACKTRACE says what is printed.
      """)
  var crashBacktrace = false

  var settings: CrashSettings {
    CrashSettings(retriesRequests: retryCrashedRequest, keepsBacktrace: crashBacktrace)
  }
}
