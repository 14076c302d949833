import LinuxIO
import _Concurrency

/// Jobs that wait for their time, the earliest first; those of the same time in the order in which they came.
///
/// A binary heap. A pure value.
struct JobTimers {
  private struct Entry {
    let time: MonotonicTime
    let number: UInt64
    let job: UnownedJob

    static func < (left: Entry, right: Entry) -> Bool {
      (left.time, left.number) < (right.time, right.number)
    }
  }

  private var heap: [Entry] = []
  private var count: UInt64 = 0

  /// When the next job is due, nil without any.
  var deadline: MonotonicTime? { heap.first?.time }

  mutating func add(_ job: UnownedJob, at time: MonotonicTime) {
    heap.append(Entry(time: time, number: count, job: job))
    count &+= 1
    var index = heap.count - 1
    while index > 0, heap[index] < heap[(index - 1) / 2] {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// The next job, if it is due at `now`.
  mutating func takeDue(at now: MonotonicTime) -> UnownedJob? {
    guard let first = heap.first, first.time <= now, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first.job }
    heap[0] = last
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      guard least != index else { return first.job }
      heap.swapAt(index, least)
      index = least
    }
  }
}
