import HTTPCore
import LinuxIO
import PoolSupervisor
import SystemPackage

/// Why the server does not start, and what the user can do about it.
enum LaunchError: Error, CustomStringConvertible {
  case limits(PoolLimitsError)
  case address(SocketAddressError)
  case cannotListen(SocketAddress, SystemCallError)
  case noSuchRoot(String, SystemCallError)
  case cannotRead(flag: String, String, SystemCallError)
  case mimeTypes(String, MediaTypesError)
  case systemCall(SystemCallError)

  var description: String {
    switch self {
    case .limits(let error): error.description
    case .address(let error): "--listen: \(error)"
    case .cannotListen(let address, let error): "cannot listen on \(address): \(Self.advice(address, error))"
    case .noSuchRoot(let path, let error):
      "--root \(path): \(error.errno); name a directory that exists and may be read"
    case .cannotRead(let flag, let path, let error):
      "\(flag) \(path): \(error.errno); name a file that exists and may be read"
    case .mimeTypes(let path, let error): "--mime-types \(path), line \(error.line): \(Self.advice(error))"
    case .systemCall(let error): "cannot start: \(error)"
    }
  }

  private static func advice(_ error: MediaTypesError) -> String {
    switch error.reason {
    case .malformedType: "a media type is wanted first, such as text/html, then its extensions"
    case .malformedExtension: "an extension of at most 16 bytes is wanted, without its dot"
    }
  }

  private static func advice(_ address: SocketAddress, _ error: SystemCallError) -> String {
    switch error.errno {
    case .addressInUse:
      "the port is in use; stop the server that has it (ss -ltnp 'sport = :\(address.port)' names it) "
        + "or choose another with --listen"
    case .permissionDenied:
      "ports below 1024 are privileged; choose a higher one with --listen, "
        + "or allow this program: setcap cap_net_bind_service=+ep ServerCLI"
    case .addressNotAvailable:
      "no interface of this machine has that address (ip address shows them); "
        + "use one of them, 127.0.0.1 for this machine alone, or * for all"
    default: error.description
    }
  }
}
