import Foundation
import LinuxIO
import TestSupport
import Testing

/// A server and the folder it serves.
final class FileServer {
  let root: TemporaryFolder
  let server: RunningProgram
  let port: UInt16

  /// `files` are written to the folder beforehand, by name; `arguments` come beside `--root`.
  init(_ files: [String: String], _ arguments: String...) throws {
    root = try TemporaryFolder()
    // In their order: what is precompressed is not used when it is older than the file itself.
    for (name, text) in files.sorted(by: { $0.key < $1.key }) { try root.write(name, Data(text.utf8)) }
    try Self.settle(root, files.keys)
    server = try RunningProgram(
      "ServerCLI", ["--listen", "127.0.0.1:0", "--root", root.path("")] + arguments)
    port = try #require(server.port())
  }

  /// With a single worker, whose cache answers every request.
  convenience init(aloneWith files: [String: String], valid: String) throws {
    try self.init(
      files, "--start-workers", "1", "--min-spare-workers", "1", "--max-spare-workers", "1", "--max-workers",
      "1", "--open-file-cache-valid", valid)
  }

  /// Waits until the files' clock has moved on, so that their tags are strong.
  private static func settle(_ root: TemporaryFolder, _ names: some Sequence<String>) throws {
    let directory = try Directory(path: root.path(""))
    for name in names {
      let path = Array(name.utf8) + [0]
      let isSettled = try eventually {
        // An array of bytes has no padding.
        try directory.status(of: unsafe path.span.bytes).changed.isPast(at: .now)
      }
      #expect(isSettled)
    }
  }

  func get(_ path: String, _ fields: String...) throws -> Answer {
    try Client.get(path, port: port, fields: fields.map { $0 + "\r\n" }.joined())
  }

  func request(_ method: String, _ path: String, _ fields: String...) throws -> Answer {
    let lines = fields.map { $0 + "\r\n" }.joined()
    return try Client.request(
      "\(method) \(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\(lines)\r\n", port: port)
  }

  func setModificationTime(_ name: String, _ seconds: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: root.path(name))
  }
}

extension Answer {
  var bodyText: String { String(decoding: body, as: UTF8.self) }
  /// The head without what differs from one moment to the next.
  var lines: [Substring] { head.split(separator: "\r\n").filter { !$0.hasPrefix("Date:") } }
}
