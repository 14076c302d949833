/// Flights in the order in which they were added. Adding and taking out allocates nothing, and walking neither, so that
/// a crash handler may.
struct FlightList {
  private(set) var first: Flight?
  /// Kept by its predecessor.
  @safe private unowned(unsafe) var last: Flight?

  mutating func append(_ flight: Flight) {
    flight.previous = last
    flight.next = nil
    if let last { last.next = flight } else { first = flight }
    last = flight
  }

  mutating func remove(_ flight: Flight) {
    let next = flight.next
    if let previous = flight.previous { previous.next = next } else { first = next }
    if let next { next.previous = flight.previous } else { last = flight.previous }
    flight.next = nil
    flight.previous = nil
  }

  func forEach(_ body: (Flight) -> Void) {
    var present = first
    while let flight = present {
      present = flight.next
      body(flight)
    }
  }
}
