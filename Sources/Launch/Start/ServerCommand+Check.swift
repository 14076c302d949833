import LinuxIO

extension ServerCommand {
  /// What a check has found.
  typealias Findings = CheckFindings

  /// Tries all that ``launch(_:arguments:warnings:)`` would do before it serves, and undoes it.
  ///
  /// - Returns: Everything that would prevent the start, not only the first.
  func check(_ program: Program) -> Findings {
    var findings = Findings()
    for text in listeners.listen.isEmpty ? [ListenOptions.defaultAddress] : listeners.listen {
      findings.collect { inUse throws(LaunchError) in
        let address = try ListenOptions.address(text)
        if try listeners.isInUse(address) { inUse.append(address) }
      }
    }
    findings.collect { _ throws(LaunchError) in _ = try admin.address() }
    findings.errors += program.faults(in: own)
    findings.collect { _ throws(LaunchError) in
      let directories = try program.readableDirectories(own)
      do throws(ProcessError) { _ = try processes.confinement(reading: directories) } catch {
        throw .process(error)
      }
    }
    return findings
  }
}

extension CheckFindings {
  fileprivate mutating func collect(_ body: (inout [SocketAddress]) throws(LaunchError) -> Void) {
    do throws(LaunchError) { try body(&inUse) } catch { errors.append(error) }
  }
}
