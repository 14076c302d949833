import LinuxIO
import SystemPackage
import Yams

/// A configuration file: a YAML mapping whose keys are the options' names, read and checked but for the values, which
/// the options' own parsers judge.
struct ConfigurationFile: Sendable {
  /// In bytes. Every option together takes a few thousand.
  static let sizeLimit = 1 << 20

  let settings: [Setting]

  /// Reads a file.
  ///
  /// - Throws: That it cannot be read, or every fault in it.
  init(path: String, _ vocabulary: @autoclosure () -> OptionVocabulary) throws(ConfigurationError) {
    let bytes: [UInt8]
    do throws(SystemCallError) {
      bytes = try OpenFile.contents(ofRegularFile: path, limit: Self.sizeLimit)
    } catch {
      throw .file(["\(path): \(Self.advice(error))"])
    }
    try self.init(bytes, path: path, vocabulary())
  }

  /// Parses the content of a file.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - path: The file's name, for messages.
  ///   - vocabulary: What may be set.
  /// - Throws: Every fault found.
  init(_ bytes: [UInt8], path: String, _ vocabulary: OptionVocabulary) throws(ConfigurationError) {
    let text = try Self.decode(bytes, path)
    var reader = ConfigurationReader(path: path, vocabulary: vocabulary)
    if let root = try Self.parse(text, path) { reader.read(root) }
    guard reader.faults.isEmpty else { throw .file(reader.faults) }
    settings = reader.settings
  }

  private static func decode(_ bytes: [UInt8], _ path: String) throws(ConfigurationError) -> String {
    do throws(UTF8.ValidationError) {
      // The span does not outlive the bytes it is of.
      return String(copying: try UTF8Span(validating: bytes.span))
    } catch {
      let position = place(of: error.byteOffsets.lowerBound, in: bytes, path)
      throw .file(["\(position): not UTF-8: save the file in that encoding"])
    }
  }

  private static func parse(_ text: String, _ path: String) throws(ConfigurationError) -> Node? {
    do {
      // The basic resolver leaves scalars as they are written: no is a word here, and 0660 keeps its zero.
      return try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
    } catch let error as YamlError {
      throw .file([fault(error, text, path)])
    } catch {
      throw .file(["\(path): \(error)"])
    }
  }

  private static func fault(_ error: YamlError, _ text: String, _ path: String) -> String {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let position = FilePosition(file: path, line: mark.line, column: mark.column)
      if character(at: mark, in: text) == "\t" { return "\(position): a tab cannot indent here: use spaces" }
      if problem.hasPrefix("Maximum nesting") { return "\(position): nested too deeply" }
      // What the context was is told with the place where it began.
      let place = context.map { " (\($0.text) at line \($0.mark.line), column \($0.mark.column))" } ?? ""
      return "\(position): \(problem)\(place)"
    case .reader(let problem, let offset, let value, _):
      let index =
        text.index(text.startIndex, offsetBy: offset ?? 0, limitedBy: text.endIndex) ?? text.endIndex
      let bytes = Array(text.utf8)
      let position = place(of: text.utf8.distance(from: text.startIndex, to: index), in: bytes, path)
      return "\(position): \(problem) (U+\(String(value, radix: 16, uppercase: true)))"
    case .duplicatedKeysInMapping(let names, let context):
      let position = FilePosition(file: path, line: context.mark.line, column: context.mark.column)
      let list = names.joined(separator: ", ")
      return "\(position): \(list): set more than once in this file; keep one of them"
    default:
      return "\(path): \(error)"
    }
  }

  private static func character(at mark: Mark, in text: String) -> Unicode.Scalar? {
    let lines = text.unicodeScalars.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" })
    guard lines.indices.contains(mark.line - 1) else { return nil }
    return lines[mark.line - 1].dropFirst(mark.column - 1).first
  }

  private static func place(of offset: Int, in bytes: [UInt8], _ path: String) -> FilePosition {
    let before = bytes[..<min(offset, bytes.count)]
    let line = before.reduce(1) { $0 + ($1 == 0x0a ? 1 : 0) }
    let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    // Every scalar has one byte that is no continuation.
    let column = 1 + before[start...].reduce(0) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) }
    return FilePosition(file: path, line: line, column: column)
  }

  private static func advice(_ error: SystemCallError) -> String {
    switch error.errno {
    case .isDirectory: "is a directory; name a configuration file"
    case .notSupported: "is no regular file, so that it could not be read again; name a configuration file"
    case .fileTooLarge:
      "is larger than \(ByteCount(sizeLimit).defaultValueDescription), so it is no configuration file"
    default: "\(error.errno); name a configuration file that exists and may be read"
    }
  }
}
