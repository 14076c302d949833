import AdminEndpoint
import ArgumentParser
import LinuxIO

/// `top`: shows the pool of a running server live in the terminal.
struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "Watch the pool of a running server that has --admin; q quits.")

  @OptionGroup
  var server: AdminOptions

  @Option(help: "How often the server is asked.")
  var interval = TimeSpan(.seconds(1))

  func validate() throws {
    guard interval.duration >= .milliseconds(100) else {
      throw ValidationError(
        "--interval \(interval.defaultValueDescription) is too short: the least is 100ms")
    }
  }

  func run() throws {
    guard TerminalScreen.isTerminal(0), TerminalScreen.isTerminal(1) else {
      throw CommandFailure(message: "top draws on a terminal, and this is none; status prints the pool once")
    }
    let client = try server.client()
    var model = TopModel(address: server.admin ?? AdminOptions.customary)
    // Whatever is wrong with the address is told before the screen is taken.
    do throws(AdminClientError) { model.observe(try client.status()) } catch {
      throw CommandFailure(message: server.explain(error))
    }
    do throws(SystemCallError) {
      try TopSession(client: client, interval: interval.duration, model: model).run()
    } catch {
      throw CommandFailure(message: "the terminal failed: \(error)")
    }
  }
}
