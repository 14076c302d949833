import HTTPCore
import LinuxIO
import WorkerRuntime

/// Starts a process of its own with each request and never looks after it, as a careless handler does.
struct OrphanHandler: RequestHandler {
  var allowedMethods: StaticString { "GET, HEAD" }

  func respond(to exchange: Exchange) throws(ExchangeError) {
    let side: Fork.Side
    do throws(SystemCallError) { side = try Fork.split() } catch { throw .systemCall(error) }
    guard case .parent(let child) = side else {
      // A copy of the client's connection would keep it open after the worker has closed it.
      DescriptorTable.close(Array(3..<1024))
      Pause.block(for: .seconds(3600))
      Fork.exit(0)
    }
    try exchange.respond(.ok, text: "\(Fork.pid) \(child)")
  }
}
