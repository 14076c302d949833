import CEpollShim
import Glibc

/// Listening sockets that were open when this process began, by the convention of sd_listen_fds(3): from a service
/// manager, or from the server whose place this one is to take.
///
/// A variable of our own, PREFORK_UPGRADE, tells the second case: the number of the link to the predecessor, a colon, and
/// for each listener 1 if a service manager keeps it open, too, else 0.
package final class InheritedListeners {
  /// In the order of their numbers.
  package let listeners: [Listener]
  /// What each is called, as many as ``listeners``; empty where nobody told.
  private let listenerNames: [String]
  private var link: StreamSocket?

  private static let first: Int32 = 3
  private static let (pid, count, names, upgrade) = (
    "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "PREFORK_UPGRADE"
  )

  private init(_ listeners: [Listener], _ listenerNames: [String], link: consuming StreamSocket?) {
    self.listeners = listeners
    self.listenerNames = listenerNames
    self.link = link
  }

  /// The listeners that are called `name`, and the others.
  package func divided(byName name: String) -> (named: [Listener], others: [Listener]) {
    let isNamed = listeners.indices.map { listenerNames.indices.contains($0) && listenerNames[$0] == name }
    return (
      listeners.indices.filter { isNamed[$0] }.map { listeners[$0] },
      listeners.indices.filter { !isNamed[$0] }.map { listeners[$0] }
    )
  }

  /// The link to the server whose place this one is to take, once; nil when there is none.
  package func takeLink() -> StreamSocket? { link.take() }

  /// Takes what was handed to this process, and takes the variables out of the environment, so that no child of it
  /// mistakes them for its own.
  ///
  /// - Returns: nil when nothing was.
  /// - Throws: What is wrong with it.
  package static func take() throws(InheritanceError) -> InheritedListeners? {
    defer { for name in [pid, count, names, upgrade] { ProcessEnvironment.remove(name) } }
    guard let owner = ProcessEnvironment.value(of: pid), let text = ProcessEnvironment.value(of: count),
      owner == String(getpid())
    else { return nil }
    guard let number = Int32(text), (1...4096).contains(number) else {
      throw .malformed(variable: count, value: text)
    }
    let numbers = first..<(first + number)
    let succession = try ProcessEnvironment.value(of: upgrade).map { text throws(InheritanceError) in
      try Succession(parsing: text, count: Int(number))
    }
    var listeners: [Listener] = []
    for (index, number) in numbers.enumerated() {
      let isLasting = succession?.isHeldByServiceManager[index] ?? true
      listeners.append(try adopt(number, isLasting ? .serviceManager : .predecessor))
    }
    let told = ProcessEnvironment.value(of: names)?.split(separator: ":", omittingEmptySubsequences: false)
    // A name for each, or none counts; sd_listen_fds_with_names(3).
    let listenerNames = told.map { $0.count == listeners.count ? $0.map { String($0) } : [] } ?? []
    guard let link = succession?.link else { return InheritedListeners(listeners, listenerNames, link: nil) }
    try keepFromPrograms(link)
    return InheritedListeners(listeners, listenerNames, link: StreamSocket(owning: Descriptor(owning: link)))
  }

  /// What has to be told to a successor, for ``Executable/start(inheriting:tellingFailureBy:environment:for:)``: the whole
  /// environment of this process and the variables of the convention but LISTEN_PID.
  ///
  /// - Parameters:
  ///   - listeners: What it inherits, ahead of its link to this process.
  ///   - special: Which of them are not for the pool's workers, and what each of those is called.
  /// - Returns: `NAME=VALUE` each.
  package static func environment(
    passingOn listeners: [Listener], special: (Listener) -> String? = { _ in nil }
  ) -> [String] {
    let called = listeners.map { special($0) ?? "listener" }.joined(separator: ":")
    let held = listeners.map { $0.owner == .serviceManager ? "1" : "0" }.joined()
    // The new server inherits the watchdog of a service manager with the task: it must not be said to be another's.
    return ProcessEnvironment.entries(without: [pid, count, names, upgrade, "WATCHDOG_PID"]) + [
      "\(count)=\(listeners.count)", "\(names)=\(called)",
      "\(upgrade)=\(first + Int32(listeners.count)):\(held)",
    ]
  }

  private struct Succession {
    let link: Int32
    let isHeldByServiceManager: [Bool]

    init(parsing text: String, count: Int) throws(InheritanceError) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let link = Int32(parts[0]), link == first + Int32(count),
        parts[1].count == count, parts[1].allSatisfy({ $0 == "0" || $0 == "1" })
      else { throw .malformed(variable: upgrade, value: text) }
      self.link = link
      isHeldByServiceManager = parts[1].map { $0 == "1" }
    }
  }

  private static func adopt(
    _ number: Int32, _ owner: Listener.Ownership, known file: ListenerHandle.File? = nil
  ) throws(InheritanceError) -> Listener {
    guard SocketOption.value(number, SOL_SOCKET, SO_ACCEPTCONN) == 1,
      SocketOption.value(number, SOL_SOCKET, SO_TYPE) == shim_SOCK_STREAM,
      let address = unsafe SocketAddress(filledBy: { unsafe getsockname(number, $0, $1) }),
      address.isUnix || address.family == AF_INET || address.family == AF_INET6
    else { throw .notAListener(number: number) }
    try keepFromPrograms(number)
    do throws(SystemCallError) {
      let flags = try SystemCall.run("fcntl") { shim_fcntl(number, F_GETFL, 0) }
      try SystemCall.run("fcntl") { shim_fcntl(number, F_SETFL, flags | O_NONBLOCK) }
      if !address.isUnix { try SocketOption.set(number, shim_IPPROTO_TCP, TCP_NODELAY, to: 1) }
    } catch {
      throw .systemCall(error)
    }
    return Listener(adopting: Descriptor(owning: number), at: address, ownership: owner, known: file)
  }

  /// Takes over a listener of the process that executed this one as its child: it stays that process's.
  ///
  /// - Parameter handle: ``Listener/handle`` there, with the number that it has here.
  /// - Returns: The listener.
  /// - Throws: What is wrong with it.
  package static func adopt(_ handle: ListenerHandle) throws(InheritanceError) -> Listener {
    try adopt(handle.number, .supervisor, known: handle.file)
  }

  private static func keepFromPrograms(_ number: Int32) throws(InheritanceError) {
    do throws(SystemCallError) {
      try SystemCall.run("fcntl") { shim_fcntl(number, F_SETFD, FD_CLOEXEC) }
    } catch {
      throw .systemCall(error)
    }
  }
}
