import ArgumentParser
import Foundation
import Testing

@testable import Launch
@testable import ServerCLI

@Suite("The printed configuration")
struct ListingTests {
  private func listing(
    _ arguments: [String], environment: [String: String] = [:], file: String? = nil
  ) throws -> String {
    let resolved = try resolve(arguments + ["--print-config"], environment: environment, file: file)
    return ConfigurationListing.text(try #require(resolved.sources), of: "ServerCLI")
  }

  @Test func saysWhereEachValueCameFrom() throws {
    let text = try listing(
      ["--spawn-burst", "8"], environment: ["PREFORK_REUSE_PORT": "yes"],
      file: "max-workers: 64\nlisten:\n  - unix:/a b")
    let lines = text.split(separator: "\n")
    #expect(
      lines.contains("spawn-burst: 8 # flag") && lines.contains("reuse-port: true # PREFORK_REUSE_PORT"))
    #expect(lines.contains { $0.hasPrefix("max-workers: 64 # ") && $0.hasSuffix("server.yaml:1:14") })
    #expect(lines.contains { $0.hasPrefix("  - \"unix:/a b\" # ") && $0.hasSuffix("server.yaml:3:5") })
    #expect(lines.contains("max-spare-workers: 10 # default") && lines.contains("# root: not set"))
  }

  @Test(arguments: [
    [],
    [
      "--no-epoll-exclusive", "--max-workers=64", "--listen=[::1]:0", "--listen=unix:/a",
      "--unix-socket-mode=0600",
    ],
    [
      "--root=/a b", "--index=no", "--index=0x1", "--cache-control=.css=public, max-age=\"3\"",
      "--error-page=404=/a#b",
      "--dotfiles", "--no-precompressed", "--server-header=- a: [b]", "--body-timeout=1500ms",
    ],
  ])
  func canBeFedBackIn(arguments: [String]) throws {
    let wanted = try ServerCommand.parse(arguments)
    let text = try listing(arguments)
    let again = try resolve(file: text)
    #expect(again.server.map(contents) == contents(wanted))
    // Nothing is left to a default, so a second print differs in its comments only.
    let settings = try ConfigurationFile(Array(text.utf8), path: "f", OptionVocabulary.server).settings
    let second = ConfigurationListing.text(
      ConfigurationSources(.server, file: settings, environment: [], flags: []), of: "ServerCLI")
    #expect(withoutComments(second) == withoutComments(text))
  }

  private func withoutComments(_ text: String) -> [Substring] {
    text.split(separator: "\n").map {
      $0.prefix(upTo: $0.range(of: " # ", options: .backwards)?.lowerBound ?? $0.endIndex)
    }
  }

  @Test func everyStringIsReadBackAsItWas() throws {
    var generator = SeededGenerator(state: 2)
    let alphabet = Array(
      "aZ09 -:#?&*!|>'\"%@`{}[],\\/~=\t\n\r\u{1}\u{7f}\u{85}\u{a0}\u{2028}é😀\u{feff}".unicodeScalars)
    var texts = [
      "", "no", "y", "null", "~", "0660", "1e3", "0x10", "1:30", "2026-11-23", "-", "---", "<<", "=", ".5",
    ]
    for _ in 0..<2000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        text.append(alphabet.randomElement(using: &generator) ?? "a")
      }
      // Foundation takes a byte order mark at the beginning of a string for none of it.
      texts.append(String(text.drop { $0 == "\u{feff}" }))
    }
    for text in texts {
      let line = "root: \(ConfigurationListing.scalar(text)) # comment"
      let read = try ConfigurationFile(Array(line.utf8), path: "f", OptionVocabulary.server).settings
      #expect(read.first?.values.first.map { Array($0.text.utf8) } == Array(text.utf8), "\(line)")
    }
  }
}
