import LinuxIO
import Testing

@Suite struct AccountTests {
  @Test(arguments: ["root", "0"]) func isFoundByNameAndByNumber(text: String) throws {
    #expect(try Account.find(text) == Account(name: "root", id: 0, group: 0))
  }

  @Test func aNameOrNumberThatNobodyHasIsNotFound() throws {
    #expect(try Account.find("no-such-user-here") == nil)
    #expect(try Account.find("4000000000") == nil)
  }

  // setuid(2) takes the greatest number for "leave it": a worker would have stayed root.
  @Test(arguments: ["4294967295", "4294967296", "-1", "+1", "", "1x", "١"])
  func whatIsNoNumberOfAUserIsRefused(text: String) throws {
    #expect(Account.number(text) == nil)
    #expect(try AccountGroup.find(text) == nil)
  }

  @Test func aNumberIsTakenWithoutAnAccount() throws {
    #expect(Account.number("4000000000") == 4_000_000_000)
    #expect(try AccountGroup.find("4000000000")?.id == 4_000_000_000)
  }

  @Test func groupsAreFoundByName() throws {
    #expect(try AccountGroup.find("root") == AccountGroup(name: "root", id: 0))
    #expect(try AccountGroup.find("no-such-group-here") == nil)
  }

  @Test func theGivenPrimaryGroupIsAmongTheGroups() throws {
    let root = try #require(try Account.find("root"))
    #expect(root.groups(primary: 4711).contains(4711))
    #expect(Account(name: "no-such-user-here", id: 1, group: 1).groups(primary: 12) == [12])
  }
}
