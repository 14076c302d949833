/// What requests of one worker share.
actor Meeting {
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var counts: [String: Int] = [:]

  /// Waits until `count` requests are here at once.
  func meet(_ count: Int) async {
    guard waiting.count + 1 < count else {
      waiting.forEach { $0.resume() }
      return waiting = []
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func add(_ count: Int, to name: String) { counts[name, default: 0] += count }

  func count(_ name: String) -> Int { counts[name, default: 0] }
}
