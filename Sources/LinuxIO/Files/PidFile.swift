import CEpollShim
import Glibc
import SystemPackage

/// A file with the process id of a server, for the scripts that send it signals.
///
/// It appears at once and complete. Only the process that wrote it removes it, and only while the file still holds that
/// process's id: a successor that has written its own over it keeps it.
package struct PidFile: Sendable {
  private let path: String
  private let owner: Int32

  /// Writes the id of this process to `path`.
  ///
  /// What a server left behind that was killed is replaced, also when its process id has been given to another process
  /// since.
  ///
  /// - Parameters:
  ///   - path: Where; the directory must exist.
  ///   - predecessor: A living process that this one takes over from: a file with its id is replaced, too.
  /// - Throws: When another living process owns the file, or it is no such file, or it cannot be written.
  package init(writing path: String, over predecessor: Int32? = nil) throws(PidFileError) {
    self.path = path
    owner = getpid()
    switch try PidFileContent.read(path) {
    case .nothing: break
    case .process(let pid):
      guard pid == owner || pid == predecessor || !Self.wasWritten(path, by: pid) else {
        throw .taken(by: pid)
      }
    case .somethingElse: throw .notAPidFile
    }
    do throws(SystemCallError) { try write() } catch { throw .systemCall(error) }
  }

  /// Removes the file, if it is still this process's own. That it cannot be removed is no reason to end otherwise.
  package func remove() {
    guard getpid() == owner, (try? PidFileContent.read(path)) == .process(owner) else { return }
    // The string outlives the call.
    _ = unsafe unlink(path)
  }

  private func write() throws(SystemCallError) {
    let temporary = "\(path).\(owner)"
    // Left by a process that had this id and was killed between two calls.
    _ = unsafe unlink(temporary)
    let file = Descriptor(
      owning: try SystemCall.run("open") {
        unsafe shim_open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      })
    do throws(SystemCallError) {
      let bytes = Array("\(owner)\n".utf8)
      // The array outlives the call.
      let written = try SystemCall.run("write") { unsafe Glibc.write(file.number, bytes, bytes.count) }
      guard written == bytes.count else { throw SystemCallError(call: "write", errno: .noSpace) }
      try SystemCall.run("rename") { unsafe rename(temporary, path) }
    } catch {
      _ = unsafe unlink(temporary)
      throw error
    }
  }

  /// Whether `pid` is alive and not younger than the file that names it, so that the file can mean it.
  private static func wasWritten(_ path: String, by pid: Int32) -> Bool {
    guard kill(pid, 0) == 0 || SystemCall.lastErrno == .notPermitted else { return false }
    var status = stat()
    guard unsafe stat(path, &status) == 0, let start = ProcessStart.seconds(of: pid) else { return true }
    // Two seconds for the rounding of both clocks.
    return start <= Int64(status.st_mtim.tv_sec) + 2
  }
}
