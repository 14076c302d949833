import Glibc
public import Prefork

extension Worker {
  /// A worker that is none, to call an application's hooks with.
  ///
  /// - Parameters:
  ///   - number: Its number, from 1.
  ///   - generation: Its generation, from 1.
  /// - Returns: A worker with the process id of the test.
  public static func test(number: Int = 1, generation: Int = 1) -> Worker {
    Worker(number: number, pid: getpid(), generation: generation)
  }
}
