import ArgumentParser
import HTTPCore
import WorkerRuntime

/// The flags that say how HTTP is spoken and what a client may take its time for.
struct HTTPOptions: ParsableArguments {
  @Option(
    help: """
      Connections that one worker holds at a time. 1 is the classic model: a worker serves one client until it is done. \
      More make it serve their requests one after another as they become complete.
      """)
  var connectionsPerWorker = 1

  @Option(help: "How long the next request of a connection may take to begin; 0 closes after each response.")
  var keepAliveTimeout = TimeSpan(.seconds(5))

  @Option(help: "Close a connection after this many requests; 0 for no limit.")
  var maxRequestsPerConnection = 1000

  @Option(help: "How long the head of a request may take.")
  var headerTimeout = TimeSpan(.seconds(20))

  @Option(help: "How long a body may take that comes more slowly than the minimum rate.")
  var bodyTimeout = TimeSpan(.seconds(20))

  @Option(help: "Bytes per second that prolong the body timeout; 0 for no such demand.")
  var bodyMinRate = ByteCount(500)

  @Option(help: "How long a client may take nothing of its response.")
  var sendTimeout = TimeSpan(.seconds(60))

  @Option(help: "The longest request line, in bytes; beyond it 414.")
  var maxRequestLine = ByteCount(8192)

  @Option(help: "The largest header section, in bytes; beyond it 431.")
  var maxHeaderBytes = ByteCount(32 << 10)

  @Option(help: "The most header fields; beyond it 431.")
  var maxHeaderFields = 100

  @Option(help: "The largest request body, in bytes; beyond it 413.")
  var maxBody = ByteCount(1 << 30)

  @Option(help: "The largest trailer section of a chunked body, in bytes; beyond it 431.")
  var maxTrailerBytes = ByteCount(8192)

  @Option(help: "The most bytes of chunk extensions in a body; beyond it 400.")
  var maxChunkExtensionBytes = ByteCount(4096)

  @Option(help: ArgumentHelp("The value of the Server field; empty for none.", valueName: "name"))
  var serverHeader = ""

  func settings() -> HTTPSettings {
    let limits = RequestLimits(
      requestLine: maxRequestLine.bytes, headerBlock: maxHeaderBytes.bytes, headerFields: maxHeaderFields,
      body: UInt64(maxBody.bytes), chunkExtensions: maxChunkExtensionBytes.bytes,
      trailerBlock: maxTrailerBytes.bytes)
    return HTTPSettings(
      limits: limits, headerTimeout: headerTimeout.duration, keepAliveTimeout: keepAliveTimeout.duration,
      bodyTimeout: bodyTimeout.duration, bodyRate: bodyMinRate.bytes, sendTimeout: sendTimeout.duration,
      maxRequestsPerConnection: maxRequestsPerConnection, serverName: serverHeader)
  }

  mutating func validate() throws {
    let counts = [
      ("connections-per-worker", connectionsPerWorker, 1), ("max-header-fields", maxHeaderFields, 1),
      ("max-requests-per-connection", maxRequestsPerConnection, 0),
      ("max-request-line", maxRequestLine.bytes, 16),
      ("max-header-bytes", maxHeaderBytes.bytes, 16),
    ]
    for (name, value, least) in counts where value < least {
      throw ValidationError("--\(name) \(value) is too small: the least is \(least)")
    }
    for (name, value) in [
      ("max-request-line", maxRequestLine.bytes), ("max-header-bytes", maxHeaderBytes.bytes),
    ]
    where value > RequestLimits.ceiling {
      throw ValidationError(
        "--\(name) \(value) is too large: the most is \(ByteCount(RequestLimits.ceiling).defaultValueDescription)"
      )
    }
    // A header value with a line break would let the operator split every response.
    guard serverHeader.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
      throw ValidationError("--server-header must not hold control characters")
    }
  }
}
