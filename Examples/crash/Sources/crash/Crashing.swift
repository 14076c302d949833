import Glibc
import Prefork

/// Goes wrong in every way that a program can.
final class Crashing: RequestHandler {
  /// What `/leak` has kept so far. Each worker has its own.
  private var leaked: [[UInt8]] = []

  func respond(to request: Request) throws -> Response {
    let number = request.query["n"]
    switch request.path {
    case "/": return .text(guide)
    case "/nil":
      // swift-format-ignore: NeverForceUnwrap
      return .text("\(Int(number ?? "none")!)\n")
    case "/index": return .text("\(["zero", "one"][Int(number ?? "2") ?? 2])\n")
    case "/overflow": return .text("\((Int8(number ?? "127") ?? .max) + 1)\n")
    case "/stack": return .text("\(depth(below: UInt(number ?? "") ?? .max))\n")
    case "/loop":
      // Nothing but --request-timeout ends this.
      while true { _ = getpid() }
    case "/leak":
      leaked.append([UInt8](repeating: 1, count: 16 << 20))
      return .text("\(leaked.count * 16) MiB kept by \(getpid())\n")
    case "/throw": throw Failure()
    case "/worker": return .text("\(getpid())\n")
    default: throw HTTPError(.notFound)
    }
  }

  /// Calls itself `count` times, and does something behind each call, so that the compiler cannot make a loop of it.
  private func depth(below count: UInt) -> UInt {
    guard count > 0 else { return 0 }
    let below = depth(below: count - 1)
    return below + UInt(leaked.count) + 1
  }
}

/// An error that says no status is logged and answered with 500. It costs no worker.
struct Failure: Error {}
