import Testing

@testable import Launch

@Suite("Durations on the command line")
struct TimeSpanTests {
  @Test(arguments: [
    ("100ms", Duration.milliseconds(100)), ("30s", .seconds(30)), ("2m", .seconds(120)),
    ("1h", .seconds(3600)),
    ("0", .zero), ("0s", .zero), ("876000h", .seconds(876_000 * 3600)),
  ])
  func readsNumberAndUnit(text: String, duration: Duration) {
    #expect(TimeSpan(argument: text)?.duration == duration)
  }

  @Test(arguments: [
    "", "s", "30", "-1s", "+1s", "1.5s", "1 s", "1S", "10d", "s10", "99999999999999999999s",
    "9223372036854775807h",
    "876601h", "٣s",
  ])
  func refusesEverythingElse(text: String) {
    #expect(TimeSpan(argument: text) == nil)
  }

  @Test(arguments: [("100ms", "100ms"), ("30s", "30s"), ("2m", "120s"), ("1500ms", "1500ms"), ("0", "0s")])
  func showsADefaultAsItWouldBeWritten(text: String, shown: String) {
    #expect(TimeSpan(argument: text)?.defaultValueDescription == shown)
  }
}
