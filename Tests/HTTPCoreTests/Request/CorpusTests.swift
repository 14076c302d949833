import HTTPCore
import Testing

/// The corpus names the section behind every case in its title.
struct CorpusTests {
  @Test("The corpus is found and large enough")
  func corpusIsComplete() {
    #expect(Corpus.cases.count >= 250)
    let titles = Corpus.cases.map(\.testDescription)
    #expect(Set(titles).count == titles.count)
    for title in titles {
      #expect(title.contains("RFC "), "\(title) names no section")
    }
  }

  @Test("A request has the outcome the corpus gives", arguments: Corpus.cases)
  func outcome(_ request: CorpusCase) {
    let outcome = request.outcome([request.bytes.count])
    for word in request.expected {
      #expect(outcome.contains(String(word)), "got \(outcome.joined(separator: " "))")
    }
  }

  @Test("The outcome does not depend on how the bytes arrive", arguments: Corpus.cases)
  func everySplit(_ request: CorpusCase) {
    let count = request.bytes.count
    let whole = request.outcome([count])
    #expect(request.outcome(0...count) == whole)
    // Each split costs a parse of the whole request: the seven large ones are split at a sample of their positions here,
    // for a debug build takes minutes for all, and at every position by Fuzzing/splits, which optimises.
    let step = count > 2000 ? 211 : 1
    for position in stride(from: 0, through: count, by: step) {
      let split = request.outcome([position, count])
      #expect(split == whole, "split at \(position)")
      if split != whole { break }
    }
  }
}
