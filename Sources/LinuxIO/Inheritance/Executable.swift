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

  /// What this process itself was made of, whatever lies at its path now; proc_pid_exe(5).
  package static var ofThisProcess: Executable {
    Executable(path: "/proc/self/exe", arguments: CommandLine.arguments)
  }

  /// What a program is started for.
  package enum Purpose: Sendable {
    /// To take this process's place: it is told its own id in LISTEN_PID, and may outlive this process.
    case succession
    /// To be its child: it dies with this process, can gain no privileges, ignores these signals, and inherits nothing
    /// besides what is named, whoever opened it.
    case childhood(ignoring: [Signal])
  }

  /// Starts it, with `numbers` as its descriptors from 3 on and every other one closed but the standard streams.
  ///
  /// Between fork(2) and execve(2) nothing is done that is not safe there, even if this process has threads: all memory
  /// is made before. No signal is blocked or, but for those that this process ignores, ignored in the new program.
  ///
  /// - Parameters:
  ///   - numbers: Descriptors of this process, at least one. The last is also where a failure to execute is told.
  ///   - failure: The byte that tells it; the exit code is the errno then.
  ///   - environment: `NAME=VALUE` each.
  ///   - purpose: What it is started for.
  /// - Returns: The new process's id.
  /// - Throws: EAGAIN at a limit on processes, ENOMEM without memory.
  package func start(
    inheriting numbers: [Int32], tellingFailureBy failure: UInt8, environment: [String], for purpose: Purpose
  ) throws(SystemCallError) -> Int32 {
    let pidField = "LISTEN_PID="
    var entries = environment
    var ignored: [Int32] = []
    var isChild: Int32 = 0
    switch purpose {
    // Room for the digits of the largest id, which only the new process knows.
    case .succession: entries.append(pidField + String(repeating: " ", count: 12))
    case .childhood(let signals):
      ignored = signals.map(\.rawValue)
      isChild = 1
    }
    // Copies for execve(2), freed below in this process; the child has its own until it is another program.
    var argumentList = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var environmentList = unsafe entries.map { unsafe strdup($0) } + [nil]
    let copiedPath = unsafe strdup(path)
    defer {
      unsafe argumentList.forEach { unsafe free($0) }
      unsafe environmentList.forEach { unsafe free($0) }
      unsafe free(copiedPath)
    }
    guard let copiedPath = unsafe copiedPath, unsafe argumentList.dropLast().allSatisfy({ unsafe $0 != nil }),
      unsafe environmentList.dropLast().allSatisfy({ unsafe $0 != nil })
    else { throw SystemCallError(call: "strdup", errno: .noMemory) }
    let pidText =
      unsafe isChild == 1 ? nil : environmentList[entries.count - 1].map { unsafe $0 + pidField.utf8.count }
    var moved = numbers
    // Every array outlives the call, in which the child has become another program or has ended.
    return try unsafe argumentList.withUnsafeMutableBufferPointer { argv throws(SystemCallError) in
      try unsafe environmentList.withUnsafeMutableBufferPointer { envp throws(SystemCallError) in
        try unsafe moved.withUnsafeMutableBufferPointer { numbers throws(SystemCallError) in
          try unsafe ignored.withUnsafeBufferPointer { ignored throws(SystemCallError) in
            var program = unsafe shim_program(
              path: copiedPath, argv: argv.baseAddress, envp: envp.baseAddress, pid_text: pidText,
              numbers: numbers.baseAddress, count: Int32(numbers.count), failure: failure,
              ignored: ignored.baseAddress, ignored_count: Int32(ignored.count), is_child: isChild)
            return try SystemCall.run("fork") { unsafe shim_start(&program) }
          }
        }
      }
    }
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
