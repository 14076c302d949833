import LinuxIO

/// Where an event of the supervisor's loop comes from, packed into the token that epoll returns.
enum EventSource: Equatable {
  case signals
  case timer
  /// Any of the listeners.
  case listener
  /// Any of the side processes.
  case auxiliaries
  /// The worker's end of the channel has something to say.
  case channel(WorkerID)
  /// The worker has ended.
  case process(WorkerID)
  /// The server that is to take this one's place has something to say.
  case successorChannel
  /// It has ended.
  case successorProcess

  private static let kindShift: UInt64 = 32

  init?(token: UInt64) {
    let id = WorkerID(UInt32(truncatingIfNeeded: token))
    switch token >> Self.kindShift {
    case 0: self = .signals
    case 1: self = .timer
    case 2: self = .listener
    case 3: self = .channel(id)
    case 4: self = .process(id)
    case 5: self = .successorChannel
    case 6: self = .successorProcess
    case 7: self = .auxiliaries
    default: return nil
    }
  }

  var token: UInt64 {
    switch self {
    case .signals: 0
    case .timer: 1 << Self.kindShift
    case .listener: 2 << Self.kindShift
    case .channel(let id): 3 << Self.kindShift | UInt64(id.rawValue)
    case .successorChannel: 5 << Self.kindShift
    case .successorProcess: 6 << Self.kindShift
    case .process(let id): 4 << Self.kindShift | UInt64(id.rawValue)
    case .auxiliaries: 7 << Self.kindShift
    }
  }
}
