/// How the workers of a plan come to life.
package enum WorkerBirth {
  /// Each is a copy of the supervisor, which then does this. The supervisor must have one thread.
  case forked(Supervisor.Life)
  /// Each is a program that is executed anew, which knows from what it inherits that it is a worker. The supervisor may
  /// have threads: nothing of it goes on in the worker.
  case executed(any SeatExecution)

  var isExecution: Bool { if case .executed = self { true } else { false } }
}
