import CEpollShim
import Foundation
package import LinuxIO

/// A server and those that take its place one after the other, all of which log to the same file.
///
/// None of them outlives this object.
package final class Lineage {
  package let first: RunningProgram

  package init(_ first: RunningProgram) { self.first = first }

  deinit {
    for pid in successors {
      if let process = try? ProcessDescriptor(pid: pid) { try? process.send(.kill) }
    }
  }

  /// The servers that were started so far, the first one not among them.
  package var successors: [Int32] {
    first.logLines.compactMap { line in
      line.range(of: "new-pid=").flatMap { Int32(line[$0.upperBound...].prefix { $0.isNumber }) }
    }
  }

  /// How often one has left its place to another.
  package var handovers: Int { first.logLines.filter { $0.contains("the new server has taken over") }.count }

  /// The server that was started last.
  package var latest: Int32 { successors.last ?? first.pid }

  /// Sends `signal` to the server that was started last.
  package func send(_ signal: Signal) throws { try ProcessDescriptor(pid: latest).send(signal) }

  /// Executes the program anew and waits until it has taken over.
  package func upgrade() throws -> Bool {
    let goal = handovers + 1
    try send(.user2)
    return eventually { handovers == goal }
  }
}
