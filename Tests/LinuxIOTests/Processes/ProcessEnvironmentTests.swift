import Foundation
import LinuxIO
import Testing

@Suite("The environment") struct ProcessEnvironmentTests {
  @Test func isWhatTheProcessWasStartedWith() {
    #expect(!ProcessEnvironment.variables.isEmpty)
    #expect(ProcessEnvironment.variables == ProcessInfo.processInfo.environment)
  }
}
