import CEpollShim
import Foundation
package import LinuxIO

/// A program of this package, started as a user would start it, with its output in files.
///
/// Whatever happens in a test, the program does not outlive this object.
package final class RunningProgram {
  package let pid: Int32
  private let process: ProcessDescriptor
  private let folder: URL
  private var status: ExitStatus?

  /// Starts a product of this package that the test build has put beside the tests.
  ///
  /// - Parameters:
  ///   - name: The product.
  ///   - arguments: Its flags.
  ///   - shell: A shell script that starts it with `exec "$0" "$@"`, for what a launcher may set up before.
  /// - Throws: When the product is not built or cannot be started.
  package init(_ name: String, _ arguments: [String], shell: String? = nil) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("prefork-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = try Self.path(of: name)
    if let shell {
      pid = try Self.spawn("/bin/sh", ["-c", shell, path] + arguments, folder)
    } else {
      pid = try Self.spawn(path, arguments, folder)
    }
    process = try ProcessDescriptor(pid: pid)
  }

  deinit {
    try? process.send(.kill)
    _ = process.awaitExit()
    try? FileManager.default.removeItem(at: folder)
  }

  package var output: String { text("out") }
  package var log: String { text("err") }
  package var logLines: [Substring] { log.split(separator: "\n") }
  package var children: [Int32] { ProcessTable.children(of: pid) }

  package func send(_ signal: Signal) throws { try process.send(signal) }

  /// Waits for the end; nil if it does not come.
  package func exitStatus(within limit: Duration = .seconds(60)) throws -> ExitStatus? {
    _ = try eventually(within: limit) {
      if status == nil { status = try process.reap() }
      return status != nil
    }
    return status
  }

  /// Waits until the log has a line with all of `parts`.
  package func logs(_ parts: String..., within limit: Duration = .seconds(60)) -> Bool {
    eventually(within: limit) { logLines.contains { line in parts.allSatisfy { line.contains($0) } } }
  }

  /// The port it says it listens on, nil if it never does.
  package func port() -> UInt16? { port(behind: "listening on") }

  /// The port it says its admin listener is at, nil if it never does.
  package func adminPort() -> UInt16? { port(behind: "admin at") }

  private func port(behind words: String) -> UInt16? {
    var found: UInt16?
    _ = eventually {
      if let range = log.range(of: "\(words) http://127.0.0.1:") {
        found = UInt16(log[range.upperBound...].prefix { $0.isNumber })
      }
      return found != nil || !ProcessTable.isAlive(pid)
    }
    return found
  }

  /// Every address it says it listens on, once there are `count` of them; empty if that never comes.
  package func addresses(_ count: Int) -> [String] {
    var found: [String] = []
    _ = eventually {
      found = logLines.compactMap { line in
        guard let range = line.range(of: "listening on ") else { return nil }
        let place = line[range.upperBound...]
        guard place.hasPrefix("http://") else { return String(place.prefix { $0 != " " }) }
        return String(place.dropFirst(7).prefix { $0 != "/" })
      }
      return found.count >= count || !ProcessTable.isAlive(pid)
    }
    return found.count == count ? found : []
  }

  private func text(_ name: String) -> String {
    (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
  }

  private struct NotBuilt: Error { let path: String }

  /// Where a product of this package lies.
  package static func path(of name: String) throws -> String {
    // The test runner's executable lies in the build folder, as does everything else that was built.
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let arguments = ProcessInfo.processInfo.arguments
    let candidates = ([own] + arguments).map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    for candidate in candidates {
      let path = candidate.appendingPathComponent(name).path
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    throw NotBuilt(path: name)
  }

  /// posix_spawn(3), with none of this process's descriptors.
  private static func spawn(_ path: String, _ arguments: [String], _ folder: URL) throws -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for number in ProcessTable.descriptors(of: getpid()).keys where number > 2 {
      _ = shim_fcntl(number, F_SETFD, FD_CLOEXEC)
    }
    let writing = O_WRONLY | O_CREAT | O_APPEND
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(
      &actions, 1, folder.appendingPathComponent("out").path, writing, 0o600)
    unsafe posix_spawn_file_actions_addopen(
      &actions, 2, folder.appendingPathComponent("err").path, writing, 0o600)
    // The strings are copied for the call and freed after it.
    var argv = unsafe ([path] + arguments).map { unsafe strdup($0) }
    unsafe argv.append(nil)
    defer { unsafe argv.forEach { unsafe free($0) } }
    // Most tests connect first and send later, and want to be accepted at once.
    let setting = "PREFORK_DEFER_ACCEPT"
    let isSet = unsafe getenv(setting) != nil
    if !isSet { unsafe setenv(setting, "0", 1) }
    var pid: Int32 = 0
    let result = unsafe posix_spawn(&pid, path, &actions, nil, argv, environ)
    guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: result) ?? .EINVAL) }
    return pid
  }
}
