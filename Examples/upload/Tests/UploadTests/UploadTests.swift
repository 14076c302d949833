import Foundation
import HTTPTypes
import PreforkTesting
import SystemPackage
import Testing

@testable import upload

@Suite final class UploadTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  private let handler: UploadHandler

  init() throws {
    let store = Store(folder: folder.path)
    try store.makeFolders()
    handler = UploadHandler(store: store)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  @Test func aFileComesBackAsItWasSent() {
    let sent = handler.answer(
      to: HTTPRequest(method: .put, scheme: "http", authority: "localhost", path: "/files/a.txt"),
      body: [Array("one ".utf8), Array("two".utf8)])
    #expect(sent.status == .created)
    #expect(handler.answer(to: .get, "/files/a.txt").text == "one two")
    let progress = handler.answer(to: .get, "/progress/a.txt").text
    #expect(progress == "{\"received\": 7, \"total\": 7, \"complete\": true}")
  }

  @Test func progressIsToldWhileAFileIsReceived() throws {
    let store = Store(folder: folder.path)
    var pieces = [[UInt8]](repeating: [1, 2, 3], count: 2)[...]
    var seen: [String] = []
    let count = try store.receive(FilePath.Component("b"), length: 6) {
      seen.append(self.handler.answer(to: .get, "/progress/b").text)
      // Nobody else may send it meanwhile.
      #expect(self.handler.answer(to: .put, "/files/b", body: [9]).status == .conflict)
      return pieces.popFirst()
    }
    #expect(count == 6)
    #expect(seen == [0, 3, 6].map { "{\"received\": \($0), \"total\": 6, \"complete\": false}" })
  }

  @Test func whatIsCutOffLeavesNothing() throws {
    let store = Store(folder: folder.path)
    #expect(throws: CancellationError.self) {
      try store.receive(FilePath.Component("c"), length: 6) { throw CancellationError() }
    }
    #expect(handler.answer(to: .get, "/progress/c").status == .notFound)
  }

  @Test(arguments: ["..", ".hidden", "a%2Fb", "%00", "a%20b"])
  func namesThatAreNoPlainNamesAreRefused(name: String) {
    #expect(handler.answer(to: .put, "/files/\(name)", body: [1]).status == .badRequest)
  }
}
