import CEpollShim
import Foundation
import TestSupport
import Testing

@testable import Launch
@testable import ServerCLI

@Suite("The configuration file")
struct ConfigurationFileTests {
  private func read(_ text: String) throws -> [Setting] {
    try ConfigurationFile(Array(text.utf8), path: "f", OptionVocabulary.server).settings
  }

  private func faults(_ bytes: [UInt8]) -> [String] {
    do throws(ConfigurationError) {
      _ = try ConfigurationFile(bytes, path: "f", OptionVocabulary.server)
      return []
    } catch {
      guard case .file(let faults) = error else { return ["\(error)"] }
      return faults
    }
  }

  @Test func keepsValuesAsWrittenWithTheirPlaces() throws {
    let settings = try read(
      """
      # comment
      max-workers: 64   # another
      unix-socket-mode: 0660
      server-header: "no # comment: here"
      dotfiles: Yes
      listen:
        - 127.0.0.1:1
        - '[::1]:2'
      index: no
      """)
    #expect(
      settings.map(\.name) == [
        "max-workers", "unix-socket-mode", "server-header", "dotfiles", "listen", "index",
      ])
    #expect(
      settings.map { $0.values.map(\.text) } == [
        ["64"], ["0660"], ["no # comment: here"], ["true"], ["127.0.0.1:1", "[::1]:2"], ["no"],
      ])
    #expect(settings[0].values[0].source == .file(FilePosition(file: "f", line: 2, column: 14)))
    #expect(settings[4].values[1].source == .file(FilePosition(file: "f", line: 8, column: 5)))
  }

  @Test(arguments: ["", "# nothing\n", "---\n", "{}\n", "\u{feff}"])
  func anEmptyFileSetsNothing(text: String) throws {
    #expect(try read(text).isEmpty)
  }

  @Test(arguments: [
    ("mx-workers: 3", "f:1:1: there is no option 'mx-workers'; did you mean max-workers?"),
    ("xyzzy: 3", "f:1:1: there is no option 'xyzzy'; --help lists them"),
    ("config: a", "f:1:1: there is no option 'config'"),
    ("no-precompressed: true", "f:1:1: write 'precompressed: false'"),
    ("backlog: 1\nbacklog: 2", "f:1:1: backlog: set more than once in this file"),
    ("backlog: [1]", "f:1:10: backlog takes one value, not a list"),
    ("backlog: {a: b}", "f:1:10: backlog takes one value, nothing nested"),
    ("listen:\n  - [a]", "f:2:5: listen takes values or a list of them, nothing nested"),
    ("listen: []", "f:1:9: listen: the list is empty"),
    ("root:\nbacklog: 1", "f:1:6: root has no value"), ("root: ~", "f:1:7: root has no value"),
    ("reuse-port: maybe", "f:1:13: reuse-port: 'maybe': true or false is wanted"),
    ("listen:\n\t- a", "f:2:1: a tab cannot indent here"),
    ("root: 'a", "f:1:9: found unexpected end of stream"), ("just words", "f:1:1: options are wanted"),
    ("- a", "f:1:1: options are wanted"), ("? [a]\n: b", "f:1:3: the name of an option is wanted"),
    ("backlog: 1\n---\nbacklog: 2", "f:2:1: but found another document"),
    ("root: é\u{1}", "f:1:8: control characters are not allowed (U+1)"),
    ("root: *a", "f:1:7: found undefined alias"),
  ])
  func tellsAFaultWithItsPlace(text: String, message: String) {
    let faults = faults(Array(text.utf8))
    #expect(faults.count == 1 && faults[0].hasPrefix(message), "\(faults)")
  }

  @Test func tellsEveryFaultOfAFile() {
    let faults = faults(Array("a: 1\nb: 2\nbacklog:\nmax-workers: 3\n".utf8))
    #expect(faults.map { $0.prefix(5) } == ["f:1:1", "f:2:1", "f:3:9"], "\(faults)")
  }

  @Test func refusesWhatIsNotUTF8WithItsPlace() {
    let faults = faults(Array("backlog: 1\nroot: é".utf8) + [0xff])
    #expect(faults == ["f:2:8: not UTF-8: save the file in that encoding"])
  }

  @Test func nestingHasAnEnd() {
    let faults = faults(Array(("listen: " + String(repeating: "[", count: 100_000)).utf8))
    #expect(
      faults == ["f:1:9: nested too deeply"] || faults.first?.hasSuffix("nested too deeply") == true,
      "\(faults)")
  }

  @Test func refusesWhatIsNoFileOfUse() throws {
    let folder = try TemporaryFolder()
    try folder.write("big", Data(repeating: 0x23, count: ConfigurationFile.sizeLimit + 1))
    // The path outlives the call.
    #expect(unsafe mkfifo(folder.path("fifo"), 0o600) == 0)
    for (name, text) in [
      ("big", "larger than 1MiB"), ("fifo", "no regular file"), (".", "is a directory"),
      ("none", "No such file"),
    ] {
      let path = folder.path(name)
      let message = refusal(["--config", path])
      #expect(
        message?.hasPrefix("\(path): ") == true && message?.contains(text) == true, "\(message ?? "nil")")
    }
  }

  /// A parent reads the file again while it serves, so that nothing in one may end it.
  @Test func damagedFilesAreRefusedOrReadAndTrapNever() {
    let seed = Array(
      "listen: &a [\"127.0.0.1:1\", '[::1]:2']\nroot: \"a\\u00e9\\x41\"\n? max-workers\n: 64\nindex: *a\n"
        .utf8)
    var generator = SeededGenerator(state: 1)
    let spice = Array("\t\n:-?&*!|>'\"%@`{}[],# \\u\0".utf8) + [0xc3, 0xff, 0xef]
    for _ in 0..<3000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[index] = spice.randomElement(using: &generator) ?? 0
        case 1: bytes.insert(spice.randomElement(using: &generator) ?? 0, at: index)
        default: bytes.removeSubrange(index..<min(bytes.count - 1, index + 3))
        }
      }
      for fault in faults(bytes) { #expect(fault.hasPrefix("f:"), "\(fault)") }
    }
  }
}

/// The same numbers in every run (a linear congruential generator, Knuth's constants).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
