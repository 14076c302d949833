package import LinuxIO
package import Logging

/// The first steps of every child of a supervisor, worker or not, forked or executed.
package enum ForkedChild {
  /// Lets go of what is the parent's and makes sure that this process ends with it. Ends this process if that fails.
  ///
  /// - Parameters:
  ///   - supervisor: The process that forked this one.
  ///   - descriptors: Those of the supervisor and of its other children.
  ///   - spared: One of them that is this process's own; -1 for none.
  ///   - confinement: What it gives up.
  ///   - keepsCrashHandlers: Whether what handles crash signals in the supervisor, such as Swift's backtracer, stays.
  ///   - logger: Where a failure is told.
  package static func begin(
    under supervisor: Int32, closing descriptors: DescriptorSet, sparing spared: Int32 = -1,
    confinement: Confinement,
    keepingCrashHandlers keepsCrashHandlers: Bool,
    logger: Logger
  ) {
    do throws(SystemCallError) {
      // A terminal sends Ctrl-C and Ctrl-\ to the whole process group, a service manager TERM, or whatever it is told to,
      // to the whole control group; what they mean is for the parent to say.
      for signal in Supervisor.ownSignals { try SignalMask.ignore(signal) }
      // Swift's backtracer would hold a dying worker, with its client, for tens of milliseconds, and lets one live on
      // that was sent its signal from outside.
      if !keepsCrashHandlers {
        for index in Signal.ofCrashes.indices { try SignalMask.reset(Signal.ofCrashes[index]) }
      }
      try SignalMask.unblockAll()
      try confinement.apply()
      // After that, for a change of the user makes the kernel forget it.
      guard try Fork.dieWithParent(supervisor) else { Fork.exit(1) }
    } catch {
      logger.error("child cannot start", metadata: ["call": "\(error.call)", "reason": "\(error.errno)"])
      Fork.exit(1)
    }
    descriptors.close(sparing: spared)
  }
}
