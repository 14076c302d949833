/// The application has started threads, where none may be yet.
struct ThreadsBeforeFork: Error, CustomStringConvertible {
  let count: Int

  var description: String {
    "the program has \(count) threads before the first worker is forked, and a worker forked from it could wait for ever "
      + "for a lock that one of them held; start Tasks, DispatchQueues and libraries with threads of their own in "
      + "afterFork, not in beforeFork or before Prefork.serve"
  }
}
