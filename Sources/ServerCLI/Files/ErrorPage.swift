import ArgumentParser
import HTTPCore

/// A status and the path of the page that goes with it: `404=/404.html`.
struct ErrorPage: ExpressibleByArgument, Equatable {
  let status: Status
  let path: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let code = Int(parts[0]), code >= 400, let status = Status(code: code),
      parts[1].hasPrefix("/")
    else { return nil }
    self.status = status
    path = String(parts[1])
  }
}
