import LinuxIO

/// The connections that a worker holds, by small numbers that serve as epoll tokens and timer keys.
struct ConnectionTable {
  /// One connection and what the loop knows of it.
  struct Entry {
    let connection: Connection
    /// What the epoll set watches it for, nil while it is not in the set.
    var interest: UInt32?
    /// The tick in which the timer wheel looks at it.
    var due = Int64.max
  }

  private var entries: [Entry?] = []
  private var free: [Int32] = []
  private(set) var count = 0

  /// The numbers in use.
  var keys: [Int32] { entries.indices.filter { entries[$0] != nil }.map { Int32($0) } }

  subscript(key: Int32) -> Entry? {
    get { entries.indices.contains(Int(key)) ? entries[Int(key)] : nil }
    set { entries[Int(key)] = newValue }
  }

  /// The connection with that number.
  func connection(at key: Int32) -> Connection? {
    guard entries.indices.contains(Int(key)) else { return nil }
    return entries[Int(key)]?.connection
  }

  /// Whether nothing has to be done for a connection to be waited for: it is watched for `interest`, and looked at before
  /// or in the tick `due`.
  func isSettled(_ key: Int32, for interest: Interest, due: Int64) -> Bool {
    guard entries.indices.contains(Int(key)) else { return false }
    guard let entry = entries[Int(key)] else { return false }
    return entry.interest == interest.rawValue && entry.due <= due
  }

  mutating func insert(_ connection: Connection) -> Int32 {
    count += 1
    let entry = Entry(connection: connection)
    if let key = free.popLast() {
      entries[Int(key)] = entry
      return key
    }
    entries.append(entry)
    return Int32(entries.count - 1)
  }

  /// Calls `body` with each connection. Allocates nothing.
  func forEach(_ body: (Connection) -> Void) {
    for index in entries.indices {
      if let connection = entries[index]?.connection { body(connection) }
    }
  }

  /// The connection that the timer wheel was to look at by now, which it then is to look at no more.
  ///
  /// What the wheel holds for a connection that has gone outlives it, under a number that another may have by now. It
  /// must not be scheduled again for that other: such entries would become more with every connection.
  mutating func takeDue(_ key: Int32, at now: MonotonicTime) -> Entry? {
    guard var entry = self[key], entry.due <= TimerWheel.tick(at: now) else { return nil }
    entry.due = .max
    self[key] = entry
    return entry
  }

  mutating func remove(_ key: Int32) {
    guard self[key] != nil else { return }
    entries[Int(key)] = nil
    free.append(key)
    count -= 1
  }
}
