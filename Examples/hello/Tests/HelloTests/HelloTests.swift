import PreforkTesting
import Testing

@testable import hello

@Suite struct HelloTests {
  @Test func saysHelloAsOftenAsIsWanted() {
    let answer = Hello().answer(to: .get, "/?times=3")
    #expect(answer.status == .ok)
    #expect(answer.text == "Hello\nHello\nHello\n")
  }

  @Test func knowsNoOtherPath() {
    #expect(Hello().answer(to: .get, "/world").status == .notFound)
  }
}
