import CEpollShim
import Glibc
import Synchronization
import SystemPackage

/// A listening stream socket, shared by every process that inherits it.
///
/// It is non-blocking: a worker that was woken for a connection which a sibling took first gets nil from ``accept()``
/// and goes on, where a blocking accept would hold it and make it deaf to its parent.
package final class Listener: Sendable {
  private let descriptor: Descriptor
  /// The name of a unix socket, removed with this object.
  private let file: SocketFile?
  private let ownership: Atomic<Ownership>
  private let isGivenUp = Atomic(false)

  /// Where it listens, with the port that the kernel chose when 0 was asked for.
  package let address: SocketAddress

  /// Binds and listens; see listen(2).
  ///
  /// SO_REUSEADDR is set, so that a restarted server need not wait for the old connections' TIME_WAIT. A unix socket's
  /// file that nobody listens on is replaced; it is removed when this object goes, but only in the process that made it.
  ///
  /// - Parameters:
  ///   - address: Where to listen.
  ///   - backlog: The most connections that wait to be accepted; the kernel caps it at
  ///     /proc/sys/net/core/somaxconn.
  ///   - deferral: See ``deferAccept(for:)``.
  ///   - sharesPort: Whether other sockets of the same user may listen there too (SO_REUSEPORT). The kernel deals new
  ///     connections out to all of them; those that wait in the queue of one are reset when it is closed.
  ///   - mode: The permissions of a unix socket's file, nil for what the umask leaves.
  /// - Throws: EADDRINUSE, EACCES for a privileged port, EADDRNOTAVAIL for a stranger's address.
  package init(
    binding address: SocketAddress, backlog: Int32, deferral: Int32 = 0, sharesPort: Bool = false,
    mode: UInt32? = nil
  ) throws(SystemCallError) {
    let number = try SystemCall.run("socket") {
      socket(address.family, shim_SOCK_STREAM | shim_SOCK_NONBLOCK | shim_SOCK_CLOEXEC, 0)
    }
    let descriptor = Descriptor(owning: number)
    if address.isUnix {
      file = try SocketFile(binding: number, to: address, mode: mode)
    } else {
      file = nil
      try SocketOption.set(number, SOL_SOCKET, SO_REUSEADDR, to: 1)
      // Inherited by every accepted connection (tcp(7), Linux): the last part of a response must not wait for the client
      // to acknowledge the one before. What belongs together is sent together, by one call or with MSG_MORE.
      try SocketOption.set(number, shim_IPPROTO_TCP, TCP_NODELAY, to: 1)
      if sharesPort { try SocketOption.set(number, SOL_SOCKET, SO_REUSEPORT, to: 1) }
      if deferral > 0 { try SocketOption.set(number, shim_IPPROTO_TCP, TCP_DEFER_ACCEPT, to: deferral) }
      if address.family == AF_INET6 { try SocketOption.set(number, shim_IPPROTO_IPV6, IPV6_V6ONLY, to: 1) }
      try SystemCall.run("bind") { unsafe address.withSockaddr { unsafe bind(number, $0, $1) } }
    }
    do throws(SystemCallError) {
      try SystemCall.run("listen") { listen(number, backlog) }
    } catch {
      file?.remove()
      throw error
    }
    self.address = unsafe SocketAddress { unsafe getsockname(number, $0, $1) } ?? address
    self.descriptor = descriptor
    ownership = Atomic(.own)
  }

  /// Takes over a listening socket that another process has opened; see ``InheritedListeners``.
  ///
  /// - Parameters:
  ///   - descriptor: The socket.
  ///   - address: Where it listens.
  ///   - ownership: Whose it is for the time being.
  ///   - file: What its maker, if that is a living process, knows of the name of a unix socket.
  init(
    adopting descriptor: consuming Descriptor, at address: SocketAddress, ownership: Ownership,
    known file: ListenerHandle.File? = nil
  ) {
    self.descriptor = descriptor
    self.address = address
    self.ownership = Atomic(ownership)
    self.file =
      ownership == .predecessor
      ? SocketFile(adopting: address) : file.flatMap { SocketFile(ofAnother: $0, at: address) }
  }

  deinit { if isOwned { file?.remove() } }

  package var number: Int32 { descriptor.number }

  /// Takes one connection off the accept queue, non-blocking and close-on-exec; nil when none waits.
  ///
  /// A connection that the client gave up while it waited (ECONNABORTED and its kin in accept(2)) is passed over.
  ///
  /// - Returns: The connection, or nil.
  /// - Throws: EMFILE or ENFILE when no descriptor is left, ENOBUFS or ENOMEM without memory.
  package func accept() throws(SystemCallError) -> StreamSocket? {
    let flags = shim_SOCK_NONBLOCK | shim_SOCK_CLOEXEC
    while true {
      do throws(SystemCallError) {
        let number = try SystemCall.attempt("accept4") {
          shim_accept4(descriptor.number, nil, nil, flags)
        }
        return number.map { StreamSocket(owning: Descriptor(owning: $0)) }
      } catch {
        guard Self.abandonedByClient.contains(error.errno) else { throw error }
      }
    }
  }

  /// How many connections wait to be accepted; of a unix socket where sock_diag(7) does not tell only whether any does,
  /// 1 or 0.
  ///
  /// For a listening socket TCP_INFO's tcpi_unacked is the length of the accept queue (tcp_get_info in net/ipv4/tcp.c).
  /// No call on a listening unix socket tells the length of its queue, but a netlink request does (``UnixQueue``), where
  /// the kernel has that module. Elsewhere poll(2) tells what matters most.
  package func backlog() throws(SystemCallError) -> Int {
    if address.isUnix {
      if let length = UnixQueue.length(of: descriptor.number) { return length }
      let outcome = try PairPoll.wait(descriptor.number, for: .readable, or: -1, timeout: .immediate)
      return outcome.first.contains(.readable) ? 1 : 0
    }
    return Int(try information().tcpi_unacked)
  }

  /// Whose a listening socket is, and with it the name of a unix socket: who may stop it from queueing and remove it.
  package enum Ownership: UInt8, Sendable, AtomicRepresentable {
    /// This process's.
    case own
    /// That of the process which started this one to take its place, until it has.
    case predecessor
    /// That of the successor to which this process has left it.
    case successor
    /// That of a service manager, which keeps it open.
    case serviceManager
    /// That of the process that executed this one as its child.
    case supervisor
  }

  /// What a program that inherits it has to know of it.
  package var handle: ListenerHandle { ListenerHandle(number: number, file: file?.identity) }

  /// Whose this listener is.
  package var owner: Ownership { ownership.load(ordering: .relaxed) }

  /// Whether this process decides when it ends.
  package var isOwned: Bool { owner == .own }

  /// Makes a predecessor's listener this process's own, now that the predecessor has left it.
  package func takeOver() {
    _ = ownership.compareExchange(expected: .predecessor, desired: .own, ordering: .relaxed)
  }

  /// Leaves the listener to a successor that has inherited it.
  package func leaveToSuccessor() {
    _ = ownership.compareExchange(expected: .own, desired: .successor, ordering: .relaxed)
  }

  /// Whether ``stopQueueing()`` was called, in whichever process: then its queue must be emptied before the last copy of it
  /// goes.
  ///
  /// Of a listening socket tcpi_sacked is the backlog given to listen(2) (tcp_get_info in net/ipv4/tcp.c). The name of a
  /// unix socket is removed, so that nobody can come to it any more.
  package var isBeingClosed: Bool {
    if address.isUnix { return file.map { !$0.isInPlace } ?? false }
    guard let info = try? information() else { return false }
    return info.tcpi_sacked == 0
  }

  /// Gives up this process's copy, at once: `number` stands in for it, so that no stranger gets the descriptor's number
  /// while this object lives; dup2(2).
  package func letGo(replacedBy number: Int32) {
    // Both are open, which leaves nothing that could fail.
    _ = dup2(number, descriptor.number)
    isGivenUp.store(true, ordering: .relaxed)
  }

  /// Whether this process, or the one that it was forked by, had given up its copy: something else has its number.
  package var isLetGo: Bool { isGivenUp.load(ordering: .relaxed) }

  /// Changes the most connections that wait to be accepted; see listen(2).
  package func setBacklog(_ backlog: Int32) throws(SystemCallError) {
    try SystemCall.run("listen") { listen(descriptor.number, backlog) }
  }

  /// Keeps connections on which nothing has come yet out of the queue, so that no worker is woken for them or, worse,
  /// waits for them; TCP_DEFER_ACCEPT of tcp(7). Their clients believe to be connected, and are, as far as they can tell.
  ///
  /// Does nothing to a unix socket, whose clients lose no time between connecting and sending.
  ///
  /// - Parameter seconds: How long at most: the kernel rounds it up to the time of its own repeats, 1, 3, 7, 15 s and
  ///   so on. 0 for not at all.
  /// - Throws: What setsockopt(2) says; nothing is known that it would refuse here.
  package func deferAccept(for seconds: Int32) throws(SystemCallError) {
    guard !address.isUnix else { return }
    try SocketOption.set(descriptor.number, shim_IPPROTO_TCP, TCP_DEFER_ACCEPT, to: seconds)
  }

  /// The seconds given to ``deferAccept(for:)``, as the kernel has rounded them; 0 for a unix socket.
  package var deferral: Int32 {
    SocketOption.value(descriptor.number, shim_IPPROTO_TCP, TCP_DEFER_ACCEPT) ?? 0
  }

  private func information() throws(SystemCallError) -> tcp_info {
    var info = tcp_info()
    var length = socklen_t(MemoryLayout<tcp_info>.size)
    try SystemCall.run("getsockopt") {
      unsafe getsockopt(descriptor.number, shim_IPPROTO_TCP, TCP_INFO, &info, &length)
    }
    return info
  }

  /// Makes the kernel drop new connection requests while the queue holds one, so that the queue can be emptied before
  /// the last copy of the listener is closed, which resets whoever still waits in it. A unix socket loses its name.
  ///
  /// Does nothing to a listener that is another's.
  package func stopQueueing() throws(SystemCallError) {
    guard isOwned else { return }
    if address.isUnix { file?.remove() }
    // Whoever sends its request now must still come into the queue.
    try deferAccept(for: 0)
    try SystemCall.run("listen") { listen(descriptor.number, 0) }
  }

  /// accept(2): Linux passes pending network errors of the new socket on; a robust server treats them as EAGAIN.
  private static let abandonedByClient: Set<Errno> = [
    .connectionAbort, .connectionReset, .networkDown, .networkUnreachable, .hostIsDown, .noRouteToHost,
    .timedOut, .protocolError, .protocolNotAvailable, .notSupportedOnSocket, .notPermitted,
  ]
}
