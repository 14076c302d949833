import LinuxIO

/// All that a process has to know that a server executes as its worker or side process, with the numbers that its
/// descriptors have there.
///
/// It goes through a file in memory (``MemoryFile``), whose number the variable ``variable`` tells. What is resolved in
/// the server is not resolved anew: above all the configuration, which comes as the flags that it amounts to.
struct InheritedSeat: Equatable, Sendable {
  /// What the process is to be.
  enum Role: String, CaseIterable, Sendable { case worker, admin }

  /// Shared memory, and how many parts it has.
  struct Memory: Equatable, Sendable {
    var number: Int32
    var count: Int
  }

  /// Both ends of the queue that crashed workers' connections lie in.
  struct Queue: Equatable, Sendable {
    var sender: Int32
    var receiver: Int32
  }

  /// A log that is a file.
  struct Log: Equatable, Sendable {
    var number: Int32
    var path: String
  }

  /// A set of Landlock's rules.
  struct Ruleset: Equatable, Sendable {
    var number: Int32
    var version: Int32
  }

  /// The variable of the environment that makes a process a worker.
  static let variable = "PREFORK_WORKER"

  var role: Role
  /// The process that executed this one.
  var supervisor: Int32
  /// What ps(1) is to show; execve(2) made it `exe`.
  var processName: String
  var channel: Int32
  /// What there is to know about the pool.
  var scoreboard: Memory
  /// Where the slot of a side process lies; nil for a worker, whose slot is on the scoreboard.
  var ownBoard: Memory?
  var slot: Int
  /// Which worker it is; 0 for a side process, as the generation.
  var worker: UInt32
  var generation: UInt32
  var connectionLimit: Int?
  var requestLimit: Int?
  /// The metrics of the program, nil where it shares none.
  var metrics: Memory?
  /// Nil for a side process.
  var handover: Queue?
  var listeners: [ListenerHandle]
  /// Nil for standard error.
  var errorLog: Log?
  /// Nil for none, or for standard output.
  var accessLog: Log?
  var identity: Identity?
  var ruleset: Ruleset?
  /// The command line that says all that command line, environment and file of the server say.
  var arguments: [String]

  /// Every descriptor that it names.
  var descriptors: [Int32] {
    [channel, scoreboard.number] + listeners.map(\.number)
      + [
        ownBoard?.number, metrics?.number, handover?.sender, handover?.receiver, errorLog?.number,
        accessLog?.number, ruleset?.number,
      ].compactMap(\.self)
  }
}
