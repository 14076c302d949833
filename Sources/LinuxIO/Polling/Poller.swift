import CEpollShim
import Glibc
import SystemPackage

/// An epoll instance (epoll(7)) and the room for the events of one wait.
@safe package struct Poller: ~Copyable {
  private let descriptor: Descriptor
  private let batch: UnsafeMutableBufferPointer<epoll_event>

  /// - Parameter capacity: The most events that one wait returns, at least 1.
  /// - Throws: EMFILE or ENFILE when no descriptor is left, ENOMEM without memory.
  package init(capacity: Int) throws(SystemCallError) {
    let number = try SystemCall.run("epoll_create1") { epoll_create1(shim_EPOLL_CLOEXEC) }
    descriptor = Descriptor(owning: number)
    // Owned by this value alone from here to its deinit.
    unsafe batch = UnsafeMutableBufferPointer.allocate(capacity: max(1, capacity))
    unsafe batch.initialize(repeating: shim_epoll_event(0, 0))
  }

  deinit {
    unsafe batch.deallocate()
  }

  /// The instance's own descriptor number, for a child that must close it.
  package var number: Int32 { descriptor.number }

  /// Starts watching; level-triggered unless `interest` says otherwise.
  ///
  /// - Parameters:
  ///   - number: The descriptor's number.
  ///   - interest: What is watched for.
  ///   - token: Comes back with every event of this descriptor.
  /// - Throws: EEXIST when it is watched already, EINVAL when the kernel does not know a flag, ENOSPC at
  ///   /proc/sys/fs/epoll/max_user_watches.
  package func watch(_ number: Int32, for interest: Interest, token: UInt64) throws(SystemCallError) {
    try control(EPOLL_CTL_ADD, number, interest, token)
  }

  /// Changes what is watched for. Refused by the kernel for a descriptor that is watched exclusively.
  package func change(_ number: Int32, to interest: Interest, token: UInt64) throws(SystemCallError) {
    try control(EPOLL_CTL_MOD, number, interest, token)
  }

  /// Stops watching.
  package func unwatch(_ number: Int32) throws(SystemCallError) {
    try control(EPOLL_CTL_DEL, number, [], 0)
  }

  /// Waits for events and returns how many there are; ``event(at:)`` tells each.
  ///
  /// A signal ends the wait with no event, so that the caller's deadline is looked at again.
  package func wait(_ timeout: PollTimeout) throws(SystemCallError) -> Int {
    // The kernel writes at most `batch.count` events into memory that this value owns.
    let count = unsafe epoll_wait(
      descriptor.number, batch.baseAddress, Int32(clamping: batch.count), timeout.milliseconds)
    if count >= 0 { return Int(count) }
    let reason = SystemCall.lastErrno
    guard reason == .interrupted else { throw SystemCallError(call: "epoll_wait", errno: reason) }
    return 0
  }

  /// The event at `index` of the most recent wait.
  package func event(at index: Int) -> PollEvent {
    // The subscript is bounds-checked in debug builds; the caller's range comes from wait().
    var event = unsafe batch[index]
    return unsafe PollEvent(
      token: shim_epoll_event_token(&event), readiness: Readiness(rawValue: shim_epoll_event_mask(&event)))
  }

  private func control(
    _ operation: Int32, _ number: Int32, _ interest: Interest, _ token: UInt64
  ) throws(SystemCallError) {
    var event = unsafe shim_epoll_event(interest.rawValue, token)
    try SystemCall.run("epoll_ctl") { unsafe epoll_ctl(descriptor.number, operation, number, &event) }
  }
}
