import CEpollShim
import Glibc
import SystemPackage

/// What a child gives up before it does anything for a client.
package struct Confinement: Sendable {
  /// Whose rights it has from then on; nil: its parent's.
  package let identity: Identity?
  /// What it may still reach; nil: whatever its identity may.
  package let sandbox: Sandbox?

  package init(identity: Identity? = nil, sandbox: Sandbox? = nil) {
    self.identity = identity
    self.sandbox = sandbox
  }

  /// Descriptors of the parent that a confined child has no more use for.
  package var descriptorNumbers: [Int32] { sandbox.map { [$0.number] } ?? [] }

  /// Gives it up, in a child, for good.
  ///
  /// No program that it executes can gain privileges any more, set-user-ID or not (PR_SET_NO_NEW_PRIVS).
  ///
  /// - Throws: As ``Identity/assume()`` and ``Sandbox/enter()``.
  package func apply() throws(SystemCallError) {
    try identity?.assume()
    try SystemCall.run("prctl") { shim_prctl(PR_SET_NO_NEW_PRIVS, 1) }
    try sandbox?.enter()
  }

  /// Finds out whether ``apply()`` will succeed, in a child that does nothing else: better now than in every worker.
  ///
  /// - Throws: What ``apply()`` threw there.
  package func rehearse() throws(SystemCallError) {
    let pair = try SocketPair()
    switch try Fork.split() {
    case .child: rehearse(telling: pair.takeChildEnd())
    case .parent(let pid):
      let link = pair.takeParentEnd()
      let status = try Fork.awaitExit(of: pid)
      guard !status.isClean else { return }
      throw try Self.failure(toldBy: link)
    }
  }

  private func rehearse(telling link: consuming StreamSocket) -> Never {
    do throws(SystemCallError) { try apply() } catch {
      let bytes = [UInt8(clamping: error.errno.rawValue)] + Array(error.call.utf8)
      // The array outlives the call. Whoever cannot be told this learns that the child did not end well.
      _ = try? unsafe bytes.withUnsafeBytes { unsafe try link.send($0) }
      Fork.exit(1)
    }
    Fork.exit(0)
  }

  /// The child has ended, so that everything it said is there to be read.
  private static func failure(toldBy link: borrowing StreamSocket) throws(SystemCallError) -> SystemCallError
  {
    var room = [UInt8](repeating: 0, count: 64)
    // The array outlives the call.
    let outcome = unsafe room.withUnsafeMutableBytes { bytes in
      Result { () throws(SystemCallError) in try unsafe link.receive(into: bytes) }
    }
    guard case .bytes(let count) = try outcome.get() else {
      return SystemCallError(call: "fork", errno: .noChildProcess)
    }
    return SystemCallError(
      call: String(decoding: room[1..<count], as: UTF8.self), errno: Errno(rawValue: Int32(room[0])))
  }
}
