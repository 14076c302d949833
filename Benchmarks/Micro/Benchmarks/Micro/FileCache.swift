import Benchmark
import LinuxIO

@testable import BuiltinHandlers

func measureFileCache() {
  Benchmark("File cache: a file that is known") { benchmark in
    // Any file that has not changed for long will do.
    let path = Array("/passwd".utf8)
    let store = FileStore(root: try Directory(path: "/etc"), settings: FileSettings())
    let now = MonotonicTime(nanoseconds: 1_000_000_000)
    guard case .resource = store.look(path.span.bytes, now: now) else {
      return benchmark.error("/etc/passwd cannot be read")
    }
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(store.cached(path.span.bytes, now: now)) }
  }
}
