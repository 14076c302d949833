import Testing

@testable import LinuxIO

/// The numbers are those of the kernel's <linux/landlock.h>; a kernel refuses a right that it does not know (EINVAL).
@Suite struct LandlockRightsTests {
  @Test(arguments: [
    (1, 0x1fff), (2, 0x3fff), (3, 0x7fff), (4, 0x7fff), (5, 0xffff), (6, 0xffff), (99, 0xffff),
  ])
  func eachVersionKnowsItsRightsOnFiles(version: Int32, files: UInt64) {
    #expect(LandlockRights(version: version).files == files)
  }

  @Test func connectionsComeWithTheFourthAndScopesWithTheSixth() {
    #expect(LandlockRights(version: 3).network == 0 && LandlockRights(version: 4).network == 0b11)
    #expect(LandlockRights(version: 5).scopes == 0 && LandlockRights(version: 6).scopes == 0b11)
  }
}
