import BuiltinHandlers
import HTTPCore
import LinuxIO

extension ServerCommand {
  /// What a check has found.
  struct Findings {
    var errors: [LaunchError] = []
    /// Addresses that a server has now, most likely the one whose configuration this is.
    var inUse: [SocketAddress] = []
  }

  /// Tries all that ``launch(warnings:)`` would do before it serves, and undoes it.
  ///
  /// - Returns: Everything that would prevent the start, not only the first.
  func check() -> Findings {
    var findings = Findings()
    for text in listeners.listen.isEmpty ? [ListenOptions.defaultAddress] : listeners.listen {
      findings.collect { inUse throws(LaunchError) in
        let address = try ListenOptions.address(text)
        if try listeners.isInUse(address) { inUse.append(address) }
      }
    }
    findings.collect { _ throws(LaunchError) in _ = try admin.address() }
    findings.collect { _ throws(LaunchError) in _ = try files.settings() }
    findings.collect { _ throws(LaunchError) in
      let root = try files.directory()
      do throws(ProcessError) { _ = try processes.confinement(reading: root) } catch { throw .process(error) }
    }
    return findings
  }
}

extension ServerCommand.Findings {
  fileprivate mutating func collect(_ body: (inout [SocketAddress]) throws(LaunchError) -> Void) {
    do throws(LaunchError) { try body(&inUse) } catch { errors.append(error) }
  }
}
