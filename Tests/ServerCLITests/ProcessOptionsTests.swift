import ArgumentParser
import SystemPackage
import Testing

@testable import Launch
@testable import LinuxIO
@testable import ServerCLI

@Suite("Users, groups and the pid file")
struct ProcessOptionsTests {
  private func identity(_ arguments: String..., for user: UInt32 = 0, _ group: UInt32 = 0) throws -> Identity?
  {
    try ServerCommand.parse(arguments).processes.identity(for: user, group)
  }

  private func refusal(_ arguments: String..., for user: UInt32 = 0, _ group: UInt32 = 0) throws -> String {
    let options = try ServerCommand.parse(arguments).processes
    do throws(ProcessError) {
      _ = try options.identity(for: user, group)
      return "no refusal"
    } catch {
      return error.description
    }
  }

  @Test func withoutTheFlagsTheWorkersKeepTheIdentity() throws {
    #expect(try identity() == nil)
    #expect(try identity(for: 1000, 1000) == nil)
  }

  @Test func aUserBringsItsGroups() throws {
    let account = try #require(try Account.find("nobody"))
    let identity = try #require(try identity("--user", "nobody"))
    #expect(identity.user == account.id && identity.group == account.group)
    #expect(identity.groups.contains(account.group))
  }

  @Test func theGroupThatIsNamedComesFirst() throws {
    let identity = try #require(try identity("--user", "nobody", "--group", "4711"))
    #expect(identity.group == 4711 && identity.groups.contains(4711))
  }

  @Test func numbersNeedNoAccount() throws {
    let expected = Identity(user: 4_000_000_000, group: 4711, groups: [4711])
    #expect(try identity("--user", "4000000000", "--group", "4711") == expected)
  }

  @Test func aGroupAloneLeavesTheUser() throws {
    #expect(try identity("--group", "4711") == Identity(user: 0, group: 4711, groups: [4711]))
  }

  @Test func whatIsUnknownIsRefusedWithAdvice() throws {
    #expect(try refusal("--user", "no-such-user-here").contains("getent passwd"))
    #expect(try refusal("--user", "4294967295").contains("getent passwd"))
    #expect(try refusal("--group", "no-such-group-here").contains("getent group"))
    #expect(try refusal("--user", "4000000000").contains("--group"))
  }

  @Test func onlyRootMayNameAnother() throws {
    #expect(try refusal("--user", "root", for: 1000, 1000).contains("only root"))
    #expect(try refusal("--group", "4711", for: 1000, 1000).contains("--group 4711"))
    let nobody = try #require(try Account.find("nobody"))
    #expect(try identity("--user", "nobody", for: nobody.id, nobody.group) == nil)
  }

  @Test(arguments: [["--user", ""], ["--group", ""], ["--pid-file", ""]])
  func anEmptyNameIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try ServerCommand.parse(arguments) }
  }

  /// The kernel of whoever runs this has Landlock or not, so the messages are made from the errors.
  @Test(arguments: [Errno.noFunction, .notSupportedOnSocket, .notPermitted])
  func aKernelWithoutLandlockIsSaidSo(reason: Errno) {
    let error = ProcessError.cannotSandbox(SystemCallError(call: "landlock_create_ruleset", errno: reason))
    #expect(error.description.contains("Landlock") && error.description.contains("leave --sandbox out"))
  }

  @Test func eachTroubleWithAPidFileHasItsAdvice() {
    #expect(ProcessError.pidFile("/run/s", .taken(by: 12)).description.contains("process 12 is alive"))
    #expect(ProcessError.pidFile("/run/s", .notAPidFile).description.contains("no process id"))
    let denied = PidFileError.systemCall(SystemCallError(call: "open", errno: .permissionDenied))
    #expect(ProcessError.pidFile("/run/s", denied).description.contains("writable"))
  }
}
