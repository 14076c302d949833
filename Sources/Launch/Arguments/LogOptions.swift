import ArgumentParser
import HTTPCore
import Logging

/// The flags that say what is logged, where and how.
struct LogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a line for each request to this file, or to standard output with '-'. Without it there is no access log.",
      valueName: "file"))
  var accessLog: String?

  @Option(
    help: ArgumentHelp(
      """
      The access log's lines: combined, common, json, json: and the names of variables with commas between them, or a \
      template with nginx's variables, such as '$remote_addr $status $request_time_us'.
      """, valueName: "format"))
  var accessLogFormat = "combined"

  @Option(
    help: """
      Bytes of lines that each worker keeps for one write; 0 writes each line at once. A worker that crashes loses what \
      it keeps.
      """)
  var accessLogBuffer = ByteCount(64 << 10)

  @Option(help: "How long a worker may keep a line. One that has nothing to do writes at once.")
  var accessLogFlush = TimeSpan(.seconds(1))

  @Option(
    help: ArgumentHelp(
      "Write the error log to this file instead of standard error, or to that with '-'.", valueName: "file"))
  var errorLog = "-"

  @Option(help: "The error log's lines: 'text' for people, 'json' for machines, an object on each line.")
  var logFormat = LogFormat.text

  @Option(help: "The least severe messages of the error log.")
  var logLevel = Logger.Level.info

  /// The most that a buffer may be: each worker has one.
  private static let largestBuffer = 64 << 20

  mutating func validate() throws {
    if accessLog == nil, accessLogFormat != "combined" {
      throw ValidationError(
        "--access-log-format has no meaning without --access-log FILE: add it, or leave --access-log-format out"
      )
    }
    guard (0...Self.largestBuffer).contains(accessLogBuffer.bytes) else {
      throw ValidationError(
        "--access-log-buffer \(accessLogBuffer.defaultValueDescription) is too large: the most is 64MiB")
    }
    guard accessLogFlush.duration > .zero else {
      throw ValidationError(
        "--access-log-flush 0 is too short; to write each line at once use --access-log-buffer 0")
    }
    do throws(LogTemplateError) { _ = try LogTemplate(parsing: accessLogFormat) } catch {
      throw ValidationError("--access-log-format: \(error)")
    }
  }
}
