import Foundation
import LinuxIO
import TestSupport
import Testing

/// What cannot be a worker, and programs that cannot be executed.
extension EndToEnd.Executions {
  @Test(arguments: ["", "x", "1", "03", "99", "2147483648"])
  func whatSomebodyMadeUpIsRefused(value: String) throws {
    let server = try RunningProgram(
      "HostingFixture", ["--listen", "127.0.0.1:0"], shell: "PREFORK_WORKER='\(value)' exec \"$0\" \"$@\"")
    #expect(try server.exitStatus() == .exited(code: 76))
    #expect(server.log.contains("PREFORK_WORKER") && !server.log.contains("listening"), "\(server.log)")
  }

  @Test func aFileOfSomebodyElseIsRefused() throws {
    let server = try RunningProgram(
      "HostingFixture", ["--listen", "127.0.0.1:0"],
      shell: "exec 5</etc/passwd; PREFORK_WORKER=5 exec \"$0\" \"$@\"")
    #expect(try server.exitStatus() == .exited(code: 76))
    #expect(server.log.contains("cannot be read"), "\(server.log)")
  }

  /// A program whose file can be taken away.
  private func startCopy(_ folder: TemporaryFolder, _ arguments: String...) throws -> (
    RunningProgram, UInt16
  ) {
    let copy = folder.path("server")
    try FileManager.default.copyItem(atPath: RunningProgram.path(of: "HostingFixture"), toPath: copy)
    let server = try RunningProgram(
      "HostingFixture", ["--listen", "127.0.0.1:0", "--spawn", "exec"] + Self.few + arguments,
      shell: "exec \(copy) \"$@\"")
    return (server, try #require(server.port(), "\(server.log)"))
  }

  @Test func workersComeFromTheProgramThatRunsAndNotFromItsSuccessor() throws {
    let folder = try TemporaryFolder()
    let (server, port) = try startCopy(folder)
    #expect(try text("/greeting", port) == "Hello")
    try folder.write("next", Data("#!/bin/false\n".utf8))
    #expect(unsafe rename(folder.path("next"), folder.path("server")) == 0)
    for _ in 0..<3 { #expect(try Client.get("/trap", port: port).status == 500) }
    #expect(eventually { server.logLines.filter { $0.contains("ready called") }.count >= 5 })
    #expect(try text("/greeting", port) == "Hello")
    #expect(!server.log.contains("cannot execute"))
  }

  @Test func aProgramThatCannotBeExecutedIsToldOnceAndTriedMoreSlowly() throws {
    let folder = try TemporaryFolder()
    let (server, port) = try startCopy(folder)
    #expect(try text("/greeting", port) == "Hello")
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.path("server"))
    for _ in 0..<2 { #expect(try Client.get("/trap", port: port).status == 500) }
    #expect(server.logs("cannot execute the program for a worker", "execve", "Permission denied"))
    #expect(
      eventually { server.logLines.filter { $0.contains("ended before it was ready") }.count >= 5 },
      "\(server.log)")
    #expect(server.logs("forking no other for", "0.400 s"))
    #expect(server.logLines.filter { $0.contains("cannot execute the program") }.count == 1)
    try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("server"))
    #expect(try eventually { try Client.get("/greeting", port: port).status == 200 })
  }

  @Test func aWorkerThatHangsBeforeItServesIsAborted() throws {
    let server = try RunningProgram(
      "HostingFixture",
      ["--listen", "127.0.0.1:0", "--spawn", "exec", "--boot-timeout", "300ms", "--fault", "hang"]
        + Self.few)
    #expect(server.logs("worker did not become ready in time"))
    try server.send(.terminate)
    #expect(try server.exitStatus() == .exited(code: 0))
  }
}
