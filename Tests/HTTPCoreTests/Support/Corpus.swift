import Foundation
import HTTPCore
import Testing

/// One request of the corpus and what is to become of it.
struct CorpusCase: Sendable, CustomTestStringConvertible {
  var file = ""
  var title = ""
  var bytes: [UInt8] = []
  var limits = RequestLimits()
  var expected: [Substring] = []

  var testDescription: String { "\(file): \(title)" }
}

/// Reads the files in Corpus; `Corpus/README.md` explains their format.
enum Corpus {
  static let cases: [CorpusCase] = load()

  private static func load() -> [CorpusCase] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Corpus")
    let files =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "txt" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .flatMap { url in
        parse((try? String(contentsOf: url, encoding: .utf8)) ?? "", file: url.lastPathComponent)
      }
  }

  private static func parse(_ text: String, file: String) -> [CorpusCase] {
    var cases: [CorpusCase] = []
    var current = CorpusCase()
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: ": ", maxSplits: 1)
      let value = parts.count > 1 ? parts[1] : ""
      switch parts[0] {
      case "case": current = CorpusCase(file: file, title: String(value))
      case "send": current.bytes += unescape(value)
      case "fill":
        let words = value.split(separator: " ", maxSplits: 1)
        let piece = unescape(words[1])
        for _ in 0..<(Int(words[0]) ?? 0) { current.bytes += piece }
      case "limits": current.limits = limits(value)
      case "want":
        current.expected = value.split(separator: " ")
        cases.append(current)
      default: Issue.record("\(file): unknown line: \(line)")
      }
    }
    return cases
  }

  private static func limits(_ text: Substring) -> RequestLimits {
    var numbers: [Substring: Int] = [:]
    for word in text.split(separator: " ") {
      let pair = word.split(separator: "=")
      numbers[pair[0]] = Int(pair[1])
    }
    let normal = RequestLimits()
    return RequestLimits(
      requestLine: numbers["requestLine"] ?? normal.requestLine,
      headerBlock: numbers["headerBlock"] ?? normal.headerBlock,
      headerFields: numbers["headerFields"] ?? normal.headerFields,
      body: numbers["body"].map { UInt64($0) } ?? normal.body,
      chunkLine: numbers["chunkLine"] ?? normal.chunkLine,
      chunkExtensions: numbers["chunkExtensions"] ?? normal.chunkExtensions,
      trailerBlock: numbers["trailerBlock"] ?? normal.trailerBlock,
      trailerFields: numbers["trailerFields"] ?? normal.trailerFields)
  }
}
