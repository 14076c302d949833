import CEpollShim
import Glibc
import SystemPackage

/// The program of this process, to be executed anew: what lies at its path then, not what this process was made of.
package struct Executable: Sendable {
  /// Where it lies, absolute.
  package let path: String
  /// With the name under which it was called as the first.
  package let arguments: [String]

  package init(path: String, arguments: [String]) {
    self.path = path
    self.arguments = arguments
  }

  /// The program as it was started: by its path, or found through PATH as execvp(3) does.
  ///
  /// To be asked early, before the working directory or the file changes. When the name it was called by leads elsewhere,
  /// as a login shell's does, what the kernel executed counts.
  package static var asStarted: Executable {
    let arguments = CommandLine.arguments
    let name = arguments.first ?? ""
    let candidates = name.contains("/") ? [absolute(name)] : searchPath.map { absolute("\($0)/\(name)") }
    let own = "/proc/self/exe"
    let path = candidates.first { !name.isEmpty && isSameFile($0, own) } ?? target(of: own) ?? absolute(name)
    return Executable(path: path, arguments: arguments)
  }

  /// Starts it, with `numbers` as its descriptors from 3 on and every other one closed but the standard streams.
  ///
  /// Between fork(2) and execve(2) nothing is done that is not safe there: all memory is made before. No signal is
  /// blocked or, but for those that this process ignores, ignored in the new program.
  ///
  /// - Parameters:
  ///   - numbers: Descriptors of this process. The last is also where a failure to execute is told.
  ///   - failure: The byte that tells it; the exit code is the errno then.
  ///   - environment: `NAME=VALUE` each; LISTEN_PID is added.
  /// - Returns: The new process's id.
  /// - Throws: EAGAIN at a limit on processes, ENOMEM without memory.
  package func start(
    inheriting numbers: [Int32], tellingFailureBy failure: UInt8, environment: [String]
  ) throws(SystemCallError) -> Int32 {
    let pidField = "LISTEN_PID="
    // Room for the digits of the largest id, which only the child knows.
    let pidEntry = pidField + String(repeating: " ", count: 12)
    // Copies for execve(2), freed below in this process; the child has its own until it is another program.
    var argumentList = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var environmentList = unsafe (environment + [pidEntry]).map { unsafe strdup($0) } + [nil]
    defer {
      unsafe argumentList.forEach { unsafe free($0) }
      unsafe environmentList.forEach { unsafe free($0) }
    }
    guard let entry = unsafe environmentList[environment.count] else {
      throw SystemCallError(call: "strdup", errno: .noMemory)
    }
    let pidText = unsafe entry + pidField.utf8.count
    var moved = numbers
    var byte = failure
    let child = try SystemCall.run("fork") { fork() }
    if child == 0 {
      let reason = unsafe shim_execute(
        path, &argumentList, &environmentList, pidText, &moved, Int32(numbers.count))
      // By its new number: another may lie at the old one.
      if let link = moved.last { _ = unsafe write(link, &byte, 1) }
      _exit(reason)
    }
    return child
  }

  private static var searchPath: [String] {
    (ProcessEnvironment.value(of: "PATH") ?? "/usr/local/bin:/usr/bin:/bin")
      .split(separator: ":", omittingEmptySubsequences: false).map { $0.isEmpty ? "." : String($0) }
  }

  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    var room = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard unsafe getcwd(&room, room.count) != nil else { return path }
    return text(room) + "/" + path
  }

  private static func target(of link: String) -> String? {
    var room = [CChar](repeating: 0, count: Int(PATH_MAX))
    // One byte is left for the end, which readlink(2) does not write.
    guard unsafe readlink(link, &room, room.count - 1) > 0 else { return nil }
    return text(room)
  }

  private static func isSameFile(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard unsafe stat(one, &first) == 0, unsafe stat(other, &second) == 0 else { return false }
    return FileStatus(first).isSameFile(as: FileStatus(second))
  }

  private static func text(_ bytes: [CChar]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
