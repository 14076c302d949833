import Benchmark
import Glibc
import IPCProtocol
import LinuxIO

func measureProtocol() {
  Benchmark("Protocol: a report sent and received") { benchmark in
    var numbers: [Int32] = [-1, -1]
    // SOCK_STREAM with SOCK_NONBLOCK and SOCK_CLOEXEC; the array outlives the call.
    try SystemCall.run("socketpair") { unsafe socketpair(AF_UNIX, 1 | O_NONBLOCK | O_CLOEXEC, 0, &numbers) }
    let worker = Channel<SupervisorOrder, WorkerReport>(
      over: StreamSocket(owning: Descriptor(owning: numbers[0])))
    let supervisor = Channel<WorkerReport, SupervisorOrder>(
      over: StreamSocket(owning: Descriptor(owning: numbers[1])))
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      guard try worker.send(.finished) == .sent else { return benchmark.error("the report was not sent") }
      blackHole(try supervisor.receive())
    }
  }
}
