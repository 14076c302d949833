import Foundation
import LinuxIO
import TestSupport
import Testing

@testable import BuiltinHandlers

@Suite("How long a file is taken to be what it was")
struct FileStoreTests {
  private let root: TemporaryFolder
  private let start = MonotonicTime(nanoseconds: 1_000_000_000)

  init() throws {
    root = try TemporaryFolder()
    try root.write("a.txt", Data("first".utf8))
    try settle("a.txt")
  }

  /// Waits until a change of the file would show in its times.
  private func settle(_ name: String) throws {
    let directory = try Directory(path: root.path(""))
    let isSettled = try eventually {
      try withBytes(name + "\0") { try directory.status(of: $0) }.changed.isPast(at: .now)
    }
    #expect(isSettled)
  }

  private func store(_ change: (inout FileSettings) -> Void = { _ in }) throws -> FileStore {
    var settings = FileSettings()
    change(&settings)
    return FileStore(root: try Directory(path: root.path("")), settings: settings)
  }

  private func look(_ path: String, _ store: FileStore, at time: MonotonicTime) -> FileResource? {
    guard case .resource(let resource) = withBytes(path, { store.look($0, now: time) }) else { return nil }
    return resource
  }

  private func text(_ resource: FileResource?) throws -> String? {
    guard let resource else { return nil }
    var text = ""
    try resource.identity.withContent { (bytes: borrowing RawSpan) throws in
      text = String(decoding: bytes.bytes, as: UTF8.self)
    }
    return text
  }

  @Test func aHitLastsAsLongAsTheValidityAndNoLonger() throws {
    let store = try store()
    func cached(_ time: MonotonicTime) -> FileResource? {
      withBytes("/a.txt") { store.cached($0, now: time) }
    }
    #expect(cached(start) == nil)
    let first = try #require(look("/a.txt", store, at: start))
    #expect(cached(start) === first)
    #expect(cached(start.advanced(by: .milliseconds(999))) === first)
    #expect(cached(start.advanced(by: .seconds(1))) == nil)
    // Unchanged, it is used again without being read again.
    let later = start.advanced(by: .seconds(5))
    #expect(look("/a.txt", store, at: later) === first)
    #expect(cached(later.advanced(by: .milliseconds(999))) === first)
  }

  @Test func aChangedFileIsReadAgain() throws {
    let store = try store()
    #expect(try text(look("/a.txt", store, at: start)) == "first")
    try root.write("a.txt", Data("other".utf8))
    #expect(try text(look("/a.txt", store, at: start)) == "other")
    try FileManager.default.removeItem(atPath: root.path("a.txt"))
    #expect(look("/a.txt", store, at: start) == nil)
    #expect(withBytes("/a.txt") { store.cached($0, now: start) } == nil)
  }

  @Test func aNewSiblingOrABetterIndexShows() throws {
    let store = try store { $0.indexNames = ["index.html", "a.txt"] }
    #expect(look("/a.txt", store, at: start)?.isNegotiable == false)
    #expect(try text(look("/", store, at: start)) == "first")
    try root.write("a.txt.gz", Data("x".utf8))
    try root.write("index.html", Data("index".utf8))
    #expect(look("/a.txt", store, at: start)?.isNegotiable == true)
    #expect(try text(look("/", store, at: start)) == "index")
  }

  @Test func aSiblingOlderThanItsFileIsNotUsed() throws {
    try root.write("a.txt.gz", Data("x".utf8))
    let old = Date(timeIntervalSince1970: 1_000_000)
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: root.path("a.txt.gz"))
    #expect(look("/a.txt", try store(), at: start)?.isNegotiable == false)
  }

  @Test func whatIsMissingIsNotKept() throws {
    let store = try store()
    #expect(look("/new.txt", store, at: start) == nil)
    try root.write("new.txt", Data("new".utf8))
    #expect(try text(look("/new.txt", store, at: start)) == "new")
  }

  @Test func aLargeFileIsKeptOpenAndKnowsWhenItChanges() throws {
    let size = 16 << 10
    try root.write("even.bin", Data(count: size))
    try root.write("large.bin", Data(count: size + 1))
    let store = try store()
    #expect(look("/even.bin", store, at: start)?.identity.source == nil)
    let large = try #require(look("/large.bin", store, at: start)?.identity)
    #expect(large.source != nil && large.length == UInt64(size + 1) && large.isUnchanged)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: root.path("large.bin")))
    try handle.truncate(atOffset: 10)
    #expect(!large.isUnchanged)
  }
}
