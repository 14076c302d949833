import CEpollShim
import Glibc

/// Numbers of descriptors that are to be closed together, such as a child closes what is its parent's and its siblings'.
///
/// Kept in order, so that a child has nothing to sort: what each of hundreds of children does after its fork, and each page of
/// memory that it touches for it, is what a burst of clients waits for.
package struct DescriptorSet: Equatable {
  /// Ascending, each once.
  private var numbers: [Int32] = []

  /// Makes an empty set.
  package init() {}

  /// Makes a set. Negative numbers are passed over.
  package init(_ numbers: [Int32]) {
    for number in numbers { insert(number) }
  }

  /// Takes in a number; -1, which stands for none, and other negative ones are passed over.
  package mutating func insert(_ number: Int32) {
    let index = place(of: number)
    guard number >= 0, index == numbers.count || numbers[index] != number else { return }
    numbers.insert(number, at: index)
  }

  /// Takes in numbers as ``insert(_:)`` does.
  package mutating func insert(contentsOf numbers: [Int32]) {
    for number in numbers { insert(number) }
  }

  /// Leaves a number out.
  package mutating func remove(_ number: Int32) {
    let index = place(of: number)
    guard index < numbers.count, numbers[index] == number else { return }
    numbers.remove(at: index)
  }

  /// Closes all of them but `spared`, with one close_range(2) for each run of neighbours. Numbers that are not open are passed
  /// over. Kernels before 5.9 lack the call; there each number is closed on its own.
  package func close(sparing spared: Int32 = -1) {
    var index = 0
    while index < numbers.count {
      let first = numbers[index]
      var last = first
      index += 1
      guard first != spared else { continue }
      while index < numbers.count, numbers[index] - 1 == last, numbers[index] != spared {
        last = numbers[index]
        index += 1
      }
      if shim_close_range(UInt32(first), UInt32(last)) == -1 {
        for number in first...last { _ = Glibc.close(number) }
      }
    }
  }

  /// Where the number is, or would be.
  private func place(of number: Int32) -> Int {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
