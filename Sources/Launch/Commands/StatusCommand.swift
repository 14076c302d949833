import AdminEndpoint
import ArgumentParser
import LinuxIO

/// `status`: prints the pool of a running server.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Print the pool of a running server that has --admin.")

  @OptionGroup
  var server: AdminOptions

  @Flag(help: "Print the JSON of /status.")
  var json = false

  func run() throws {
    let client = try server.client()
    do throws(AdminClientError) {
      if json {
        print(String(decoding: try client.statusText(), as: UTF8.self), terminator: "")
      } else {
        print(StatusText.lines(try client.status()).joined(separator: "\n"))
      }
    } catch {
      throw CommandFailure(message: server.explain(error))
    }
  }
}

/// A failure that is told in one line and ends with code 1.
struct CommandFailure: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
