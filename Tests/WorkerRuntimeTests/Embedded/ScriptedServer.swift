import Glibc
import LinuxIO

@testable import WorkerRuntime

/// A server that does everything on the worker's main thread: it answers one request of a connection, and then does what
/// the path says.
final class ScriptedServer: EmbeddedServer {
  /// What it does instead of starting.
  enum Start { case ready, failed, whenPinged }

  private let start: Start
  private var context: EmbeddedContext?
  private var held: [Int32] = []

  init(_ start: Start = .ready) { self.start = start }

  func start(_ context: EmbeddedContext) {
    self.context = context
    switch start {
    case .ready: context.events.becameReady()
    case .failed: context.events.ended(.failed("no database"))
    case .whenPinged: break
    }
  }

  func take(_ socket: consuming StreamSocket, from origin: ConnectionOrigin) {
    let path = readPath(socket)
    guard let context, path != "/untaken" else { return hold(socket) }
    context.events.tookConnection()
    let ticket = context.requests.begin(Array("GET \(path)".utf8), on: origin, number: 1)
    if path == "/trap" { _ = [Int]()[path.utf8.count] }
    let response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    var bytes = Array(response.utf8)
    // The bytes are this frame's; a client that has gone is none to answer.
    unsafe bytes.withUnsafeMutableBytes { _ = try? unsafe socket.send(UnsafeRawBufferPointer($0)) }
    context.requests.end(ticket, status: 200)
    if path == "/hold" { hold(socket) } else { context.events.closedConnection() }
  }

  private func hold(_ socket: consuming StreamSocket) { held.append(socket.release()) }

  private func readPath(_ socket: borrowing StreamSocket) -> String {
    _ = try? PairPoll.wait(socket.number, for: .readable, or: -1, timeout: .after(.seconds(30)))
    var room = [UInt8](repeating: 0, count: 4096)
    // The room is this frame's and outlives the call.
    let received = unsafe room.withUnsafeMutableBytes { try? unsafe socket.receive(into: $0) }
    guard case .bytes(let count)? = received else { return "" }
    return String(decoding: room[..<count], as: UTF8.self).split(separator: " ").dropFirst().first.map(
      String.init) ?? ""
  }

  func retire(after moment: Duration) {
    // Patience is the keep-alive timeout, an hour in the tests.
    guard moment < .seconds(60) else { return }
    relieve()
  }

  func relieve() {
    while let number = held.popLast() {
      close(number)
      context?.events.closedConnection()
    }
  }

  func ping(_ answer: @escaping @Sendable () -> Void) {
    if start == .whenPinged { context?.events.becameReady() }
    answer()
  }

  func stop() { context?.events.ended(.ordered) }
}
