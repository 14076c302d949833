/// How many workers there are in each state.
package struct Tally: Equatable, Sendable {
  package internal(set) var starting = 0
  package internal(set) var idle = 0
  package internal(set) var busy = 0
  package internal(set) var retiring = 0

  /// All that live.
  package var total: Int { starting + idle + busy + retiring }

  /// Those that take a connection without making a client wait, now or in a moment.
  package var spare: Int { idle + starting }

  /// For people: how many there are, where if that is to be said, and in which states.
  package func summary(on place: String? = nil) -> String {
    "\(total) workers\(place.map { " on \($0)" } ?? ""): \(idle) idle, \(busy) busy, \(starting) starting, \(retiring) retiring"
  }

  mutating func add(_ state: WorkerState) { change(state, by: 1) }
  mutating func remove(_ state: WorkerState) { change(state, by: -1) }

  private mutating func change(_ state: WorkerState, by difference: Int) {
    switch state {
    case .starting: starting += difference
    case .idle: idle += difference
    case .busy: busy += difference
    case .retiring: retiring += difference
    }
  }
}
