import BuiltinHandlers
import Foundation
import HTTPCore
import LinuxIO
import WorkerRuntime

/// Every way in which an async handler waits, by path; any other path answers at once.
struct AsyncHandler: AsyncExchangeHandler {
  private let meeting = Meeting()

  var allowedMethods: StaticString { "GET, HEAD, POST" }

  nonisolated(nonsending) func respond(to exchange: AsyncExchange) async throws(ExchangeError) {
    let path = path(of: try exchange.exchange)
    let parts = path.split(separator: "/").map(String.init)
    let number = parts.dropFirst().first.flatMap { Int($0) } ?? 0
    switch parts.first {
    case "yield": await Task.yield()
    case "sleep": try? await Task.sleep(for: .milliseconds(number))
    case "block": Pause.block(for: .milliseconds(number))
    case "meet":
      await meeting.add(1, to: "arrived")
      await meeting.meet(number)
    case "meet-asleep":
      await meeting.meet(number)
      try? await Task.sleep(for: .milliseconds(20))
    case "count": return try answer(exchange, "\(await meeting.count(parts[1]))")
    case "add": await meeting.add(1, to: parts[1])
    case "thread": return try answer(exchange, await describeThreads())
    case "main": return try answer(exchange, await onMainActor())
    case "wait": await waitForCancellation("cancelled")
    case "is-cancelled":
      await meeting.meet(number)
      return try answer(exchange, "\(Task.isCancelled)")
    case "held": return try await holdBody(exchange, number)
    case "sum": return try await sum(exchange)
    case "echo": return try await echo(exchange)
    case "stream": return try await stream(exchange, mebibytes: number)
    case "events": return try await sendEvents(exchange)
    case "begin":
      try exchange.exchange.begin(.ok, length: 1 << 20)
      try exchange.exchange.endHead()
      exchange.sendSoon()
      await waitForCancellation("begun-cancelled")
    case "short":
      try exchange.exchange.begin(.ok, length: 10)
      try exchange.exchange.endHead()
      return
    case "nothing": return
    case "group": return try answer(exchange, await sleepTogether(number))
    case "trap":
      await Task.yield()
      trap(3)
    default: break
    }
    try answer(exchange, "Served by worker \(Fork.pid) \(path)")
  }

  private func path(of exchange: Exchange) -> String {
    // The bytes are copied while the span borrows them.
    unsafe exchange.headBytes.extracting(exchange.head.path).withUnsafeBytes {
      unsafe String(decoding: $0, as: UTF8.self)
    }
  }

  private func answer(_ exchange: AsyncExchange, _ text: String) throws(ExchangeError) {
    try exchange.exchange.respond(.ok, text: text)
  }

  /// Beyond the end on purpose.
  private func trap(_ index: Int) {
    let numbers = [1, 2, 3]
    print(numbers[index])
  }

  private func waitForCancellation(_ name: String) async {
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    await meeting.add(1, to: name)
  }

  /// Whether this runs on the process's first thread, and how many threads there are.
  private func describeThreads() async -> String {
    await Task.yield()
    let count = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0
    return "\(isOnFirstThread) \(count)"
  }

  private var isOnFirstThread: Bool {
    // A thread that never began by itself has the process's number.
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self"))?
      .hasSuffix("/task/\(Fork.pid)") ?? false
  }

  @MainActor private func onMainActor() -> String { "\(isOnFirstThread)" }

  private func sleepTogether(_ count: Int) async -> String {
    await withTaskGroup(of: Int.self) { group in
      for index in 0..<count {
        group.addTask {
          try? await Task.sleep(for: .milliseconds(10))
          return index
        }
      }
      return "\(await group.reduce(0, +))"
    }
  }

  /// Reads nothing before as many others are here as `count` says.
  private nonisolated(nonsending) func holdBody(_ exchange: AsyncExchange, _ count: Int)
    async throws(ExchangeError)
  {
    await meeting.meet(count)
    try await sum(exchange)
  }

  /// The number of bytes of the body, and their sum by position.
  private nonisolated(nonsending) func sum(_ exchange: AsyncExchange) async throws(ExchangeError) {
    var (count, sum) = (0, UInt64(0))
    while let bytes = try await exchange.nextBody() {
      for byte in bytes { sum = sum &* 31 &+ UInt64(byte) }
      count += bytes.count
      await meeting.add(bytes.count, to: "read")
    }
    try answer(exchange, "\(count) \(sum)")
  }

  private nonisolated(nonsending) func echo(_ exchange: AsyncExchange) async throws(ExchangeError) {
    try exchange.exchange.beginStream(.ok)
    try exchange.exchange.endHead()
    while let bytes = try await exchange.nextBody() { try await exchange.write(bytes) }
  }

  private nonisolated(nonsending) func stream(_ exchange: AsyncExchange, mebibytes: Int)
    async throws(ExchangeError)
  {
    try exchange.exchange.begin(.ok, length: UInt64(mebibytes) << 20)
    try exchange.exchange.endHead()
    let piece = [UInt8](repeating: 0x61, count: 1 << 20)
    do throws(ExchangeError) {
      for _ in 0..<mebibytes {
        try await exchange.write(piece)
        await meeting.add(1, to: "written")
      }
      try await exchange.flush()
    } catch {
      await meeting.add(1, to: "failed-\(error)")
      throw error
    }
  }

  private nonisolated(nonsending) func sendEvents(_ exchange: AsyncExchange) async throws(ExchangeError) {
    try exchange.exchange.beginStream(.ok)
    try exchange.exchange.addField("Content-Type", "text/event-stream")
    try exchange.exchange.endHead()
    var number = 0
    while !Task.isCancelled {
      number += 1
      try await exchange.write(Array("data: \(number)\n\n".utf8))
      try? await Task.sleep(for: .milliseconds(20))
    }
    await meeting.add(1, to: "events-cancelled")
    try await exchange.write(Array("data: end\n\n".utf8))
  }
}
