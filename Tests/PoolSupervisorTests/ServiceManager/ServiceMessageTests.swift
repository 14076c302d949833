import LinuxIO
import PoolSupervisor
import Testing

@Suite struct ServiceMessageTests {
  @Test func eachIsSaidInTheWordsOfTheProtocol() {
    #expect(ServiceMessage.ready.text == "READY=1")
    #expect(ServiceMessage.stopping.text == "STOPPING=1")
    #expect(ServiceMessage.watchdog.text == "WATCHDOG=1")
    #expect(ServiceMessage.mainProcess(4711).text == "MAINPID=4711")
    #expect(
      ServiceMessage.reloading(since: MonotonicTime(nanoseconds: 12_345_678)).text
        == "RELOADING=1\nMONOTONIC_USEC=12345")
  }

  @Test func aStatusCannotSayAnythingElse() {
    #expect(ServiceMessage.status("a\nMAINPID=1\r\nb").text == "STATUS=a MAINPID=1 b")
  }

  @Test func severalAreOneDatagram() {
    let datagram = [ServiceMessage.ready, .status("well")].datagram
    #expect(String(decoding: datagram, as: UTF8.self) == "READY=1\nSTATUS=well")
  }
}
