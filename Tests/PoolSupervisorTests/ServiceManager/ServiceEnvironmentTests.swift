import LinuxIO
import PoolSupervisor
import Testing

@Suite struct ServiceEnvironmentTests {
  private func read(_ variables: [String: String]) -> ServiceEnvironment {
    ServiceEnvironment(variables: { variables[$0] }, pid: 4711)
  }

  @Test func withoutAManagerThereIsNothing() {
    let none = read([:])
    #expect(none.address == nil && none.watchdogTimeout == nil && none.complaints.isEmpty)
    #expect(read(["NOTIFY_SOCKET": ""]).address == nil)
  }

  @Test func pathsAndAbstractNamesAreTaken() throws {
    #expect(read(["NOTIFY_SOCKET": "/run/notify"]).address?.path == "/run/notify")
    let abstract = read(["NOTIFY_SOCKET": "@/org/notify"])
    #expect(abstract.address?.isUnix == true && abstract.complaints.isEmpty)
  }

  @Test(arguments: ["vsock:2:1234", "relative", "@", "/" + String(repeating: "a", count: 120)])
  func anyOtherIsComplainedOfOnce(address: String) {
    let environment = read(["NOTIFY_SOCKET": address])
    #expect(environment.address == nil && environment.complaints.count == 1)
  }

  @Test func theWatchdogIsOursWithoutOrWithOurId() {
    #expect(read(["WATCHDOG_USEC": "3000000"]).watchdogTimeout == .seconds(3))
    #expect(read(["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "4711"]).watchdogTimeout == .seconds(3))
    let foreign = read(["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "4712"])
    #expect(foreign.watchdogTimeout == nil && foreign.complaints.isEmpty)
  }

  @Test(arguments: ["0", "-1", "soon", ""]) func aTimeThatIsNoneIsComplainedOf(time: String) {
    let environment = read(["WATCHDOG_USEC": time])
    #expect(environment.watchdogTimeout == nil && environment.complaints.count == 1)
  }

  @Test func theGreatestTimeMeansNever() {
    let environment = read(["WATCHDOG_USEC": "18446744073709551615"])
    #expect(environment.watchdogTimeout == nil && environment.complaints.isEmpty)
  }
}
