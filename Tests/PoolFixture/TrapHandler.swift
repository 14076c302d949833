import BuiltinHandlers
import CEpollShim
import Foundation
import HTTPCore
import LinuxIO
import WorkerRuntime

/// Crashes as many ways as there are, by path; any other path answers.
struct TrapHandler: RequestHandler {
  /// What answers other paths; nil for a text.
  var others: FileHandler?

  var allowedMethods: StaticString { "GET, HEAD, POST" }

  func respond(to exchange: Exchange) throws(ExchangeError) {
    // The bytes are copied while the span borrows them.
    let path = unsafe exchange.headBytes.extracting(exchange.head.path).withUnsafeBytes {
      unsafe String(decoding: $0, as: UTF8.self)
    }
    switch path {
    case "/trap": trap(3)
    case "/nil": unwrap(nil)
    case "/cast": cast("text")
    case "/overflow": _ = overflow(1)
    case "/abort": abort()
    // A mistake that the allocator finds: its locks may be held while the handler runs.
    case "/heap": freeTwice()
    case "/partial": try beginAndTrap(exchange)
    case "/unsent": try writeAndTrap(exchange)
    case "/loop": while true { Pause.block(for: Duration.zero) }
    case "/once": try trapInFirstWorker(exchange)
    // A system call that takes its time: the signal to abort interrupts it.
    case "/block": Pause.block(for: .seconds(3600))
    // Deaf to the signal to abort: nothing but SIGKILL helps.
    case "/deaf": ignoreAborts()
    case "/churn": churn()
    case "/grow": try grow(exchange)
    case "/sum": try sum(exchange)
    case "/busy":
      Pause.block(for: .milliseconds(20))
      try exchange.respond(.ok, text: "Served by worker \(Fork.pid)")
    default:
      if let others { return try others.respond(to: exchange) }
      try exchange.respond(.ok, text: "Served by worker \(Fork.pid)")
    }
  }

  /// Beyond the end on purpose: this is the trap that one request must not spread to others.
  private func trap(_ index: Int) {
    let numbers = [1, 2, 3]
    print(numbers[index])
  }

  // swift-format-ignore: NeverForceUnwrap
  private func unwrap(_ text: String?) { print(text!) }

  // swift-format-ignore: NeverForceUnwrap
  private func cast(_ value: Any) { print(value as! Int) }

  /// Without end, though the compiler must not see it.
  private func overflow(_ depth: Int) -> Int { depth < 0 ? 0 : depth &+ overflow(depth &+ 1) &* 3 }

  private func ignoreAborts() {
    // The disposition is this process's alone.
    _ = signal(SIGABRT, SIG_IGN)
    while true { Pause.block(for: Duration.zero) }
  }

  /// Whenever the signal to abort comes, the heap is in the middle of a change.
  private func churn() {
    var size = 1
    while true {
      size = size &* 31 % 65_537
      // Freed at once.
      unsafe free(malloc(size))
    }
  }

  /// Keeps a MiB for good, and not too fast.
  private func grow(_ exchange: Exchange) throws(ExchangeError) {
    Pause.block(for: .milliseconds(20))
    let size = 1 << 20
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    unsafe memset(memory, 1, size)
    try exchange.respond(.ok, text: "Served by worker \(Fork.pid)")
  }

  /// The number of bytes of the body, and their sum by position: lost, doubled or moved bytes change it.
  private func sum(_ exchange: Exchange) throws(ExchangeError) {
    var (count, sum) = (0, UInt64(0))
    while try exchange.readBody({ (bytes: borrowing RawSpan) throws(ExchangeError) in
      for index in 0..<bytes.byteCount {
        count += 1
        // In bounds by the loop.
        sum = sum &* 31 &+ UInt64(unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
      }
    }) {}
    try exchange.respond(.ok, text: "\(count) \(sum)")
  }

  private func freeTwice() {
    // Invalid on purpose.
    let memory = unsafe malloc(40)
    unsafe free(memory)
    unsafe free(memory)
  }

  /// Some of the response has left: nothing can be made of it any more.
  private func beginAndTrap(_ exchange: Exchange) throws(ExchangeError) {
    try exchange.beginStream(.ok)
    try exchange.endHead()
    let much = [UInt8](repeating: 0x61, count: 1 << 17)
    // An array of bytes has no padding.
    try exchange.write(unsafe much.span.bytes)
    trap(3)
  }

  /// The response has begun, but nothing of it has left.
  private func writeAndTrap(_ exchange: Exchange) throws(ExchangeError) {
    try exchange.begin(.ok, length: 5)
    try exchange.endHead()
    trap(3)
  }

  /// The first worker to see it crashes.
  private func trapInFirstWorker(_ exchange: Exchange) throws(ExchangeError) {
    let mark = FileManager.default.temporaryDirectory.appendingPathComponent("prefork-trap-\(getppid())").path
    // O_EXCL makes one worker the first.
    let descriptor = unsafe open(mark, O_CREAT | O_EXCL | O_WRONLY, 0o600)
    if descriptor >= 0 { trap(3) }
    unsafe unlink(mark)
    try exchange.respond(.ok, text: "Served by worker \(Fork.pid)")
  }
}
