import Benchmark

/// Time and, where the processor's counters can be read, instructions of what a request passes through. Allocations are
/// counted by Benchmarks/allocations: without the library's traits its own count stays 0.
///
/// Each benchmark repeats its work a thousand times a measurement (`.kilo`), and its figures are per single run.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .instructions], scalingFactor: .kilo,
    maxDuration: .seconds(1), maxIterations: 2_000)
  measureParser()
  measureSerialiser()
  measureTimers()
  measureProtocol()
  measureFileCache()
}
