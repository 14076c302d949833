import Testing

@testable import WorkerRuntime

@Suite struct ArrivalGuessTests {
  /// How many of `count` connections are read from at once, and how many of those reads find a request, where each
  /// connection for which `hasRequest` says so has one.
  private func reads(of count: Int, _ guess: inout ArrivalGuess, hasRequest: (Int) -> Bool) -> (
    all: Int, found: Int
  ) {
    var reads = (all: 0, found: 0)
    for number in 0..<count where guess.readsFirst() {
      reads.all += 1
      if hasRequest(number) { reads.found += 1 }
      guess.note(hadRequest: hasRequest(number))
    }
    return reads
  }

  @Test func everyConnectionIsReadFromWhileRequestsComeAlong() {
    var guess = ArrivalGuess()
    #expect(reads(of: 1000, &guess) { _ in true } == (1000, 1000))
  }

  @Test func hardlyAnyIsReadFromWhileRequestsComeLater() {
    var guess = ArrivalGuess()
    #expect(reads(of: 1600, &guess) { _ in false }.all < 110)
  }

  @Test func aChangeIsNoticed() {
    var guess = ArrivalGuess()
    _ = reads(of: 100, &guess) { _ in false }
    _ = reads(of: 3 * Int(ArrivalGuess.interval), &guess) { _ in true }
    #expect(reads(of: 100, &guess) { _ in true } == (100, 100))
    _ = reads(of: 100, &guess) { _ in false }
    #expect(reads(of: 160, &guess) { _ in false }.all == 10)
  }

  @Test func aFewLateOnesChangeNothing() {
    var guess = ArrivalGuess()
    #expect(reads(of: 1000, &guess) { $0 % 5 != 0 }.all > 900)
  }
}
