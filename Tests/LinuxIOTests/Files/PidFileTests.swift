import Foundation
import LinuxIO
import SystemPackage
import Testing

@Suite struct PidFileTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("server.pid")
  }

  private var text: String? { folder.text("server.pid") }

  private func write(_ text: String) throws { try folder.write("server.pid", text) }

  @Test func holdsTheIdAndALineEndAndIsGoneAfterwards() throws {
    let file = try PidFile(writing: path)
    #expect(text == "\(Fork.pid)\n")
    #expect(folder.names == ["server.pid"])
    file.remove()
    #expect(folder.names.isEmpty)
  }

  /// No process has an id beyond 4194304.
  @Test(arguments: ["2000000000\n", "", "\n"]) func whatADeadServerLeftIsReplaced(content: String) throws {
    try write(content)
    _ = try PidFile(writing: path)
    #expect(text == "\(Fork.pid)\n")
  }

  @Test func theOwnIdIsNoForeignOne() throws {
    try write("\(Fork.pid)")
    _ = try PidFile(writing: path)
    #expect(text == "\(Fork.pid)\n")
  }

  @Test func aLivingOwnerIsRefused() throws {
    try write("1\n")
    #expect(throws: PidFileError.taken(by: 1)) { try PidFile(writing: path) }
    #expect(text == "1\n")
  }

  /// After a restart of the machine the id in the file belongs to anybody.
  @Test func anIdThatWasGivenAwayAfterTheFileWasWrittenIsStale() throws {
    try write("1\n")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)], ofItemAtPath: path)
    _ = try PidFile(writing: path)
    #expect(text == "\(Fork.pid)\n")
  }

  @Test(arguments: ["root:x:0:0\n", "12 13", "-1", "0", "99999999999", String(repeating: "1", count: 9999)])
  func aFileThatIsNoneIsLeftAlone(content: String) throws {
    try write(content)
    #expect(throws: PidFileError.notAPidFile) { try PidFile(writing: path) }
    #expect(text == content)
  }

  @Test func aPredecessorHandsItOver() throws {
    try write("1\n")
    _ = try PidFile(writing: path, over: 1)
    #expect(text == "\(Fork.pid)\n")
  }

  @Test func whatASuccessorWroteIsNotRemoved() throws {
    let file = try PidFile(writing: path)
    try write("1\n")
    file.remove()
    #expect(text == "1\n")
  }

  @Test func aDirectoryThatIsNotThereIsAnError() throws {
    #expect(throws: PidFileError.systemCall(SystemCallError(call: "open", errno: .noSuchFileOrDirectory))) {
      try PidFile(writing: "/no/such/folder/server.pid")
    }
  }

  @Test func aChildDoesNotRemoveItsParentsFile() async {
    await #expect(processExitsWith: .success) {
      let folder = try ScratchFolder()
      let file = try PidFile(writing: folder.path("server.pid"))
      let child = try ForkedChild { _ in file.remove() }
      #expect(try child.end() == .exited(code: 0))
      #expect(folder.text("server.pid") == "\(Fork.pid)\n")
      file.remove()
      #expect(folder.names.isEmpty)
    }
  }
}
