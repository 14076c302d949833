import LinuxIO
import Testing

@testable import BuiltinHandlers

@Suite("The cache of open files")
struct FileCacheTests {
  private func insert(_ key: String, into cache: inout FileCache) throws {
    let hash = withBytes(key) { cache.hash($0) }
    cache.insert(try resource(key), hash: hash)
  }

  private func find(_ key: String, in cache: borrowing FileCache) -> FileResource? {
    let hash = withBytes(key) { cache.hash($0) }
    return withBytes(key) { cache.find($0, hash: hash) }
  }

  @Test func findsWhatWasInsertedByTheBytesOfItsPath() throws {
    var cache = FileCache(capacity: 64)
    for number in 0..<64 { try insert("/some/path/\(number)", into: &cache) }
    for number in 0..<64 {
      #expect(find("/some/path/\(number)", in: cache)?.key == Array("/some/path/\(number)".utf8))
    }
    for key in ["/some/path/64", "/some/path/", "", "/SOME/path/1"] { #expect(find(key, in: cache) == nil) }
  }

  @Test func neverHoldsMoreThanItsCapacityAndDropsWhatNobodyAskedFor() throws {
    var cache = FileCache(capacity: 8)
    for number in 0..<4 { try insert("/wanted/\(number)", into: &cache) }
    for number in 0..<1000 {
      for wanted in 0..<4 { find("/wanted/\(wanted)", in: cache)?.wasUsed = true }
      try insert("/scanned/\(number)", into: &cache)
      let count = cache.count
      #expect(count <= 8)
    }
    for number in 0..<4 {
      let isKept = find("/wanted/\(number)", in: cache) != nil
      #expect(isKept)
    }
  }

  @Test func replacesAResourceOfTheSamePath() throws {
    var cache = FileCache(capacity: 4)
    try insert("/a", into: &cache)
    let first = find("/a", in: cache)
    try insert("/a", into: &cache)
    let second = find("/a", in: cache)
    let count = cache.count
    #expect(count == 1 && first !== second)
  }

  @Test func aCacheForNothingHoldsNothing() throws {
    var cache = FileCache(capacity: 0)
    try insert("/a", into: &cache)
    let found = find("/a", in: cache)
    #expect(found == nil)
  }

  /// Against a dictionary, with removals that open gaps in runs of neighbours.
  @Test func survivesAnyOrderOfInsertionsAndRemovals() throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<20 {
      var cache = FileCache(capacity: 32)
      var model: Set<String> = []
      for _ in 0..<400 {
        let key = "/\(Int.random(in: 0..<40, using: &generator))"
        let hash = withBytes(key) { cache.hash($0) }
        if Bool.random(using: &generator), model.count < 32 {
          try insert(key, into: &cache)
          model.insert(key)
        } else {
          withBytes(key) { cache.remove($0, hash: hash) }
          model.remove(key)
        }
        let count = cache.count
        #expect(count == model.count)
      }
      for number in 0..<40 {
        let isThere = find("/\(number)", in: cache) != nil
        #expect(isThere == model.contains("/\(number)"))
      }
      cache.removeAll()
      let rest = cache.count
      #expect(rest == 0)
    }
  }
}
