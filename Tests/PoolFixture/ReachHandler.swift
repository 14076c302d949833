import Foundation
import HTTPCore
import LinuxIO
import WorkerRuntime

/// Tells what a handler can reach, one line each: `ok`, or the kernel's reason.
struct ReachHandler: RequestHandler {
  let folder: String
  let listener: Listener

  var allowedMethods: StaticString { "GET, HEAD" }

  func respond(to exchange: Exchange) throws(ExchangeError) {
    let lines = [
      "passwd: \(outcome { () throws(SystemCallError) in _ = try OpenFile.contents(ofFile: "/etc/passwd") })",
      "page: \(outcome { () throws(SystemCallError) in _ = try OpenFile.contents(ofFile: "\(folder)/page") })",
      "write: \(outcome { () throws(SystemCallError) in try write("\(folder)/new") })",
      "execute: \(outcome { () throws(SystemCallError) in try execute("/bin/true") })",
      "connect: \(outcome { () throws(SystemCallError) in _ = try StreamSocket.connect(to: listener.address) })",
      "signal: \(outcome { () throws(SystemCallError) in try SystemCall.run("kill") { kill(getppid(), 0) } })",
    ]
    try exchange.respond(.ok, text: lines.joined(separator: "\n"))
  }

  private func outcome(_ body: () throws(SystemCallError) -> Void) -> String {
    do throws(SystemCallError) {
      try body()
      return "ok"
    } catch {
      return "\(error)"
    }
  }

  private func write(_ path: String) throws(SystemCallError) {
    guard let file = unsafe fopen(path, "w") else {
      throw SystemCallError(call: "open", errno: SystemCall.lastErrno)
    }
    unsafe fclose(file)
  }

  private func execute(_ path: String) throws(SystemCallError) {
    var pid: pid_t = 0
    // The strings are copied for the call and freed after it.
    var arguments = unsafe [strdup(path), nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    let failure = unsafe posix_spawn(&pid, path, nil, nil, &arguments, environ)
    guard failure == 0 else {
      // posix_spawn(3) returns its reason instead of leaving it there.
      errno = failure
      throw SystemCallError(call: "execve", errno: SystemCall.lastErrno)
    }
  }
}
