import ArgumentParser
import Testing

@testable import Launch
@testable import ServerCLI

@Suite("Errors name the source")
struct BlameTests {
  struct Case: Sendable {
    var arguments: [String] = []
    var environment: [String: String] = [:]
    var file: String?
    let says: [String]
  }

  @Test(arguments: [
    Case(
      file: "backlog: 1\nmax-workers: many",
      says: ["server.yaml:2:14: ", "'many' is invalid for '--max-workers"]),
    Case(
      file: "min-spare-workers: 11\nstart-workers: 11",
      says: ["server.yaml:1:20: --min-spare-workers 11", "--max-spare-workers: default"]),
    Case(
      environment: ["PREFORK_MAX_WORKERS": "6"], file: "max-spare-workers: 9",
      says: ["server.yaml:1:20: ", "--max-workers: PREFORK_MAX_WORKERS"]),
    Case(
      arguments: ["--max-workers", "8"], file: "max-spare-workers: 9",
      says: ["server.yaml:1:20: ", "--max-workers: flag"]),
    Case(file: "dotfiles: true", says: ["server.yaml:1:11: --dotfiles", "--root: not set"]),
    Case(
      file: "error-page:\n  - 404=/a\n  - nonsense\nroot: /",
      says: ["server.yaml:3:5: ", "'nonsense' is invalid for '--error-page"]),
    // A value that does not count is read all the same.
    Case(
      arguments: ["--max-workers", "12"], file: "max-workers: many", says: ["server.yaml:1:14: ", "'many'"]),
    Case(environment: ["PREFORK_BACKLOG": "x"], says: ["'x' is invalid", "(--backlog: PREFORK_BACKLOG)"]),
    Case(environment: ["PREFORK_REUSE_PORT": "2"], says: ["PREFORK_REUSE_PORT=2: true or false is wanted"]),
  ])
  func tellsWhereAValueStands(_ refused: Case) {
    let message = refusal(refused.arguments, environment: refused.environment, file: refused.file)
    for text in refused.says { #expect(message?.contains(text) == true, "\(message ?? "nil")") }
  }

  @Test func aFaultOfTheCommandLineIsToldAsEver() {
    do throws(ConfigurationError) {
      _ = try ServerCommand.resolve(
        Site(), arguments: ["--backlog=x"], environment: ["PREFORK_MAX_WORKERS": "12"])
      Issue.record("not refused")
    } catch {
      #expect(error.exitCode == ExitCode.validationFailure)
      #expect("\(error)".contains("'x' is invalid for '--backlog") && !"\(error)".contains("PREFORK"))
    }
  }

  @Test func aVariableThatSetsNothingIsWarnedOf() throws {
    let variables = [
      "PREFORK_MAXWORKERS": "1", "PREFORK_NO_PRECOMPRESSED": "1", "PREFORK_HELP": "1",
      "PREFORK_max_workers": "1",
      "OTHER": "1",
    ]
    let warnings = try resolve(environment: variables).warnings
    #expect(warnings.count == 4, "\(warnings)")
    #expect(
      warnings.contains { $0.contains("PREFORK_MAXWORKERS") && $0.contains("mean PREFORK_MAX_WORKERS?") })
    #expect(warnings.contains { $0.contains("write PREFORK_PRECOMPRESSED=false") })
  }

  @Test(arguments: ["--help", "--version", "help"])
  func helpIsGivenWhateverTheFileHolds(argument: String) {
    do {
      let resolved = try resolve([argument], file: "nonsense")
      #expect(resolved.server == nil)
    } catch let error as ConfigurationError {
      #expect(error.exitCode == .success)
    } catch {
      Issue.record("\(error)")
    }
  }
}
