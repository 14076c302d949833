import Testing

@testable import WorkerRuntime

@Suite("Telling of lost lines")
struct LossEpisodeTests {
  @Test func eachEpisodeIsToldTwice() {
    var episode = LossEpisode()
    #expect(episode.note(lost: 0, isClear: true) == nil)
    #expect(episode.note(lost: 0, isClear: false) == nil)
    #expect(episode.note(lost: 3, isClear: false) == .began)
    #expect(episode.note(lost: 90, isClear: false) == nil)
    // Clear, but more was lost since the last look: not over yet.
    #expect(episode.note(lost: 95, isClear: true) == nil)
    #expect(episode.note(lost: 95, isClear: true) == .ended(lost: 95))
    #expect(episode.note(lost: 95, isClear: true) == nil)
    #expect(episode.note(lost: 96, isClear: true) == .began)
    #expect(episode.note(lost: 96, isClear: true) == .ended(lost: 1))
  }
}
