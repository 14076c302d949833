import Foundation
import LinuxIO
import SystemPackage
import TestSupport
import Testing

@Suite("Resolution beneath a directory")
struct DirectoryTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("root/a/b/file.txt", Data("deep".utf8))
    try folder.write("root/file.txt", Data("here".utf8))
    try folder.write("outside.txt", Data("secret".utf8))
    let links = [
      "same": "file.txt", "deep": "a/b/file.txt", "a/up": "../file.txt", "a/b/chain": "../up", "dir": "a",
      "a/self": ".", "out": "../outside.txt", "a/far": "../../outside.txt", "absolute": "/etc/passwd",
      "a/b/back": "../../a/b/../../file.txt", "loop": "loop", "one": "two", "two": "one", "dangling": "none",
      "a/b/over": "../../../outside.txt",
    ]
    for (name, target) in links {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("root/\(name)"), withDestinationPath: target)
    }
    #expect(unsafe mkfifo(folder.path("root/pipe"), 0o600) == 0)
  }

  private func size(_ path: String, _ symlinks: SymlinkPolicy) throws -> UInt64 {
    let directory = try Directory(path: folder.path("root"), symlinks: symlinks)
    let status = try withBytes(path + "\0") { try directory.status(of: $0) }
    let file = try withBytes(path + "\0") { try directory.open($0) }
    let opened = file.status
    #expect(opened == status)
    return status.size
  }

  private func refusal(_ path: String, _ symlinks: SymlinkPolicy) -> Int32? {
    do {
      _ = try size(path, symlinks)
      return nil
    } catch {
      return (error as? SystemCallError)?.errno.rawValue
    }
  }

  /// The kernel resolves for `beneath`, the walk in user space for `owner`: here, where one user owns all, they must agree.
  @Test(arguments: [SymlinkPolicy.beneath, .owner])
  func linksAreFollowedBeneathAndNoFurther(symlinks: SymlinkPolicy) throws {
    for path in ["file.txt", "same", "deep", "a/up", "a/b/chain", "dir/b/file.txt", "a/self/up", "a/b/back"] {
      #expect(try size(path, symlinks) == 4, "\(path)")
    }
    for path in ["out", "a/far", "absolute", "a/b/over", "dir/far", "../outside.txt", "a/../../outside.txt"] {
      #expect(refusal(path, symlinks) == EXDEV, "\(path)")
    }
    for path in ["loop", "one"] { #expect(refusal(path, symlinks) == ELOOP, "\(path)") }
    for path in ["dangling", "none", "a/none/x"] { #expect(refusal(path, symlinks) == ENOENT, "\(path)") }
    for path in ["file.txt/x", "same/x"] { #expect(refusal(path, symlinks) == ENOTDIR, "\(path)") }
  }

  @Test func noLinkIsFollowedWhenNoneShallBe() throws {
    #expect(try size("a/b/file.txt", .never) == 4)
    for path in ["same", "deep", "dir/b/file.txt", "out", "absolute"] {
      #expect(refusal(path, .never) == ELOOP, "\(path)")
    }
  }

  @Test(.enabled(if: getuid() == 0)) func aLinkMustBelongToTheOwnerOfItsTarget() throws {
    #expect(unsafe lchown(folder.path("root/same"), 1234, 1234) == 0)
    #expect(refusal("same", .owner) == ELOOP)
    #expect(try size("same", .beneath) == 4)
    #expect(unsafe lchown(folder.path("root/file.txt"), 1234, 1234) == 0)
    #expect(try size("same", .owner) == 4)
    #expect(refusal("a/up", .owner) == ELOOP)
  }

  @Test(arguments: SymlinkPolicy.allCases)
  func theDirectoryItselfHasAnEmptyPath(symlinks: SymlinkPolicy) throws {
    let directory = try Directory(path: folder.path("root"), symlinks: symlinks)
    #expect(try withBytes("\0") { try directory.status(of: $0) }.kind == .directory)
    let names = try withBytes("\0") { try directory.open($0).entries(limit: 100) }.map(\.name)
    #expect(Set(names).isSuperset(of: ["a", "file.txt", "pipe", "out"]) && !names.contains(".."))
    #expect(try withBytes("\0") { try directory.open($0).entries(limit: 3) }.count == 3)
  }

  @Test(arguments: SymlinkPolicy.allCases)
  func aFIFOIsSeenWithoutBeingOpened(symlinks: SymlinkPolicy) throws {
    let directory = try Directory(path: folder.path("root"), symlinks: symlinks)
    #expect(try withBytes("pipe\0") { try directory.status(of: $0) }.kind == .other)
  }
}
