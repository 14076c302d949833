package import LinuxIO
import SystemPackage

/// Why the server cannot give its workers the rights they are to have, or not tell its process id.
package enum ProcessError: Error, CustomStringConvertible {
  case noSuchUser(String)
  case noSuchGroup(String)
  /// A user number that no account has, without a group.
  case groupOfUserUnknown(String)
  /// Only root may become somebody else.
  case notRoot(flag: String, String, is: UInt32)
  case noAccounts(SystemCallError)
  case cannotSandbox(SystemCallError)
  case cannotConfine(SystemCallError)
  case pidFile(String, PidFileError)

  package var description: String {
    switch self {
    case .noSuchUser(let name):
      "--user \(name): there is no such user; name one that exists (getent passwd lists them), or create it"
    case .noSuchGroup(let name):
      "--group \(name): there is no such group; name one that exists (getent group lists them), or create it"
    case .groupOfUserUnknown(let number):
      "--user \(number): no account has this number, so that its group is not known; name one with --group"
    case .notRoot(let flag, let name, let own):
      "\(flag) \(name): only root may give its workers another identity, and this server runs as user \(own); "
        + "start it as root, or leave \(flag) out"
    case .noAccounts(let error):
      "cannot look up --user and --group: \(error); use numbers if the source of the accounts is out of reach"
    case .cannotSandbox(let error): "--sandbox: \(Self.advice(error))"
    case .cannotConfine(let error): "cannot take the workers' rights away: \(Self.confinementAdvice(error))"
    case .pidFile(let path, let error): "--pid-file \(path): \(Self.advice(path, error))"
    }
  }

  private static func advice(_ error: SystemCallError) -> String {
    switch error.errno {
    case .noFunction, .notPermitted:
      "this kernel has no Landlock, or a container's filter keeps it away (\(error)); use Linux 5.13 or later with "
        + "CONFIG_SECURITY_LANDLOCK, or leave --sandbox out"
    case .notSupportedOnSocket:
      "Landlock is built into this kernel but was not started (\(error)); add landlock to the list of its parameter "
        + "lsm= (/sys/kernel/security/lsm shows it), or leave --sandbox out"
    default: "\(error)"
    }
  }

  private static func confinementAdvice(_ error: SystemCallError) -> String {
    switch error.call {
    case "setgroups", "setgid", "setuid":
      "\(error); root needs CAP_SETUID and CAP_SETGID for --user and --group: add them to the container or the unit, "
        + "or leave the flags out"
    default: "\(error)"
    }
  }

  private static func advice(_ path: String, _ error: PidFileError) -> String {
    switch error {
    case .taken(let pid):
      "process \(pid) is alive and owns it; stop that one (ps -p \(pid) shows what it is), or choose another file"
    case .notAPidFile:
      "the file is there but holds no process id; choose another, or remove it if nobody needs it"
    case .systemCall(let error) where error.errno == .isDirectory: "\(error); name a file in it"
    case .systemCall(let error):
      "\(error); its directory must exist and be writable for the user who starts the server"
    }
  }
}
