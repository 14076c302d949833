package import LinuxIO

/// Why a server's admin process did not tell about its pool.
package enum AdminClientError: Error, Equatable, CustomStringConvertible {
  case unreachable(SystemCallError)
  case notHTTP
  case refused(status: Int)
  case cutShort
  case notAStatus(StatusError)

  package var description: String {
    switch self {
    case .unreachable(let error): "\(error)"
    case .notHTTP: "what listens there does not speak HTTP"
    case .refused(let status): "what listens there answered with status \(status)"
    case .cutShort: "the answer was cut short"
    case .notAStatus: "what listens there is not the admin listener of a server of this version"
    }
  }
}
