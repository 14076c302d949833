package import HTTPCore
package import LinuxIO
package import PoolSupervisor
import SystemPackage

/// Why the server does not start, and what the user can do about it.
package enum LaunchError: Error, CustomStringConvertible {
  case limits(PoolLimitsError)
  case address(String, SocketAddressError)
  case adminAddress(String, SocketAddressError)
  case cannotListenForAdmin(SocketAddress, SystemCallError)
  case proxies(AddressRangeError)
  case cannotListen(SocketAddress, SystemCallError)
  /// What the program that is served says of its own options, or of its own preparation.
  case program(any Error)
  case cannotLog(flag: String, String, SystemCallError)
  case process(ProcessError)
  case inheritance(InheritanceError)
  case cannotTakeOver
  case nobodyObeys(option: String)
  /// The program has started threads, where none may be yet.
  case threadsBeforeFork(count: Int)
  /// The program of a worker that is executed has started threads before the worker was confined.
  case threadsBeforeSandbox(count: Int)
  case systemCall(SystemCallError)

  package var description: String {
    switch self {
    case .limits(let error): error.description
    case .address(let text, let error): "--listen \(text): \(error)"
    case .adminAddress(let text, let error): "--admin \(text): \(error)"
    case .cannotListenForAdmin(let address, let error):
      "cannot listen on \(address): \(Self.advice(address, error).replacing("--listen", with: "--admin"))"
    case .nobodyObeys(let option):
      "\(option) has no effect on a program whose HTTP another library speaks: leave it out"
    case .proxies(let error): "--proxy-protocol-from: \(error)"
    case .cannotListen(let address, let error): "cannot listen on \(address): \(Self.advice(address, error))"
    case .program(let error): "\(error)"
    case .cannotLog(let flag, let path, let error):
      "\(flag) \(path): \(error.errno); name a file that may be written, in a directory that exists"
    case .process(let error): error.description
    case .inheritance(let error): error.description
    case .cannotTakeOver: "could not take over from the old server, which goes on; the log says why"
    case .threadsBeforeFork(let count):
      "the program has \(count) threads before the first worker is forked, and a worker forked from it could wait for "
        + "ever for a lock that one of them held; start Tasks, DispatchQueues and libraries with threads of their own "
        + "in afterFork, not in beforeFork or before Prefork.serve, or use --spawn exec, which executes the program "
        + "anew for each worker and so allows them anywhere"
    case .threadsBeforeSandbox(let count):
      "the program has \(count) threads before --sandbox, which would not confine them; start them in afterFork, or "
        + "leave --sandbox out"
    case .systemCall(let error): "cannot start: \(error)"
    }
  }

  private static func advice(_ address: SocketAddress, _ error: SystemCallError) -> String {
    switch error.errno {
    case .addressInUse where address.isUnix:
      "a server listens there, or the file is no socket; stop that server (ss -lxp names it), remove the file, "
        + "or choose another path with --listen"
    case .permissionDenied where address.isUnix:
      "its directory must be writable; choose another with --listen, or change the permissions"
    case .noSuchFileOrDirectory where address.isUnix:
      "its directory does not exist; create it, or choose another path with --listen"
    case .addressInUse:
      "the port is in use; stop the server that has it (ss -ltnp 'sport = :\(address.port)' names it), "
        + "choose another with --listen, or share it with --reuse-port if that server does, too"
    case .permissionDenied:
      "ports below 1024 are privileged; choose a higher one with --listen, "
        + "or allow this program: setcap cap_net_bind_service=+ep ServerCLI"
    case .addressNotAvailable:
      "no interface of this machine has that address (ip address shows them); "
        + "name one of them with --listen, 127.0.0.1 for this machine alone, or * for all"
    default: "\(error); choose another address with --listen"
    }
  }
}
