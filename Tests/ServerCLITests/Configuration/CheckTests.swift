import ArgumentParser
import Foundation
import LinuxIO
import TestSupport
import Testing

@testable import Launch
@testable import ServerCLI

@Suite("The check")
struct CheckTests {
  @Test func tellsAllThatPreventsAStart() throws {
    let folder = try TemporaryFolder()
    try folder.write("types", Data("nonsense\n".utf8))
    try folder.write("file", Data())
    let findings = try ServerCommand.parse([
      "--listen", "nonsense", "--listen", "192.0.2.1:0", "--listen", "unix:/no/such/folder/s", "--listen",
      "unix:\(folder.path("file"))", "--root", folder.path("none"), "--mime-types", folder.path("types"),
    ]).check(Site())
    let errors = findings.errors.map(\.description)
    #expect(errors.count == 6, "\(errors)")
    for text in [
      "--listen nonsense", "no interface of this machine", "directory does not exist", "no socket",
      "--root \(folder.path("none"))", "types, line 1",
    ] {
      #expect(errors.contains { $0.contains(text) }, "\(text) in \(errors)")
    }
  }

  @Test func anAddressInUseIsNoError() throws {
    let folder = try TemporaryFolder()
    let port = try Listener(binding: try SocketAddress(parsing: "127.0.0.1:0"), backlog: 1)
    let path = try Listener(binding: try SocketAddress(path: folder.path("s")), backlog: 1)
    let command = try ServerCommand.parse([
      "--listen", "\(port.address)", "--listen", "\(path.address)", "--listen", "127.0.0.1:0", "--listen",
      "unix:\(folder.path("new"))",
    ])
    let findings = command.check(Site())
    #expect(findings.errors.isEmpty && findings.inUse == [port.address, path.address])
    // What was only tried is not there.
    #expect(!FileManager.default.fileExists(atPath: folder.path("new")))
    #expect(FileManager.default.fileExists(atPath: folder.path("s")))
    #expect(try port.accept() == nil)
  }
}
