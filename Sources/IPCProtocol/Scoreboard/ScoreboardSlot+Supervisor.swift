/// What the supervisor writes into a worker's slot.
extension ScoreboardSlot {
  /// Says who was forked.
  package func note(pid: Int32, worker: UInt32, generation: UInt32, forkedAt time: UInt64) {
    words[Word.pid] = UInt64(truncatingIfNeeded: pid)
    words[Word.worker] = UInt64(worker)
    words[Word.generation] = UInt64(generation)
    words[Word.forkedAt] = time
  }

  /// Says how much memory the worker shares with nobody, in bytes.
  package func note(privateMemory bytes: UInt64) { words[Word.privateMemory] = bytes }

  /// Says that the request in hand has taken too long: its client is to be told 503 and not 500.
  package func declareTimeUp() { words[Word.timeIsUp] = 1 }

  /// Asks for a sign of life; the order to answer goes over the channel.
  package func ping(_ number: UInt64) { words[Word.ping] = number }

  /// The latest ping that the worker has answered, 0 for none.
  package var pong: UInt64 { words[Word.pong] }
}
