import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  /// The error log beside the access log, and what the options of both refuse.
  @Suite struct Logs {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func theErrorLogIsAFileOfObjects() throws {
      let errors = folder.path("error.log")
      let server = try RunningProgram(
        "ServerCLI",
        [
          "--listen", "127.0.0.1:0", "--error-log", errors, "--log-format", "json", "--log-level", "debug",
          "--access-log", "-",
        ])
      func text() -> String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }
      var port: UInt16?
      _ = eventually {
        port = text().firstMatch(of: #/listening on http://127.0.0.1:(\d+)/#).flatMap { UInt16($0.output.1) }
        return port != nil
      }
      _ = try Client.request("GET /a HTTP/1.1\r\nHost: h\r\n\r\nBAD\u{1b}\r\n\r\n", port: try #require(port))
      #expect(
        eventually {
          server.output.contains("\"GET /a HTTP/1.1\" 200") && server.output.contains("\"BAD\\x1B\" 400")
        })
      try server.send(.terminate)
      #expect(try server.exitStatus() == .exited(code: 0))
      #expect(server.log.isEmpty)
      let objects = try text().split(separator: "\n").map {
        try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      #expect(
        objects.count > 5 && objects.first?["logger"] as? String == "prefork"
          && objects.first?["pid"] as? Int32 == server.pid)
      for object in objects {
        let time = try #require(object["time"] as? String)
        #expect(
          time.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil
            && object["message"] is String)
      }
      let forking = try #require(objects.first { ($0["message"] as? String)?.hasPrefix("forking") == true })
      #expect((forking["metadata"] as? [String: Any])?["max-workers"] as? Int == 256)
    }

    @Test(arguments: [
      (["--access-log", "/nonexistent/log"], "--access-log /nonexistent/log: No such file or directory"),
      (["--error-log", "/"], "--error-log /: Is a directory"),
      (["--access-log", "-", "--access-log-format", "combind"], "--access-log-format: 'combind' is neither"),
      (["--access-log", "-", "--access-log-format", "$nothing"], "there is no variable 'nothing'"),
      (["--access-log-format", "json"], "no meaning without --access-log"),
      (["--access-log", "-", "--access-log-flush", "0"], "--access-log-flush 0 is too short"),
    ]) func badOptionsAreRefused(arguments: [String], message: String) throws {
      let server = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0"] + arguments)
      let status = try server.exitStatus()
      #expect(status != .exited(code: 0) && server.log.contains(message), "\(server.log)")
    }
  }
}
