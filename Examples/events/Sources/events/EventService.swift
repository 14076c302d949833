import ArgumentParser
import Prefork

/// The program.
struct EventService: AsyncApplication {
  struct Options: ParsableArguments {
    @Option(help: "The file in which messages are kept.")
    var journal = "events.journal"

    @Option(help: "After how many seconds without an event a subscriber gets a sign of life.")
    var heartbeat = 15

    func validate() throws {
      if heartbeat < 1 { throw ValidationError("--heartbeat must be at least 1.") }
    }
  }

  static let abstract = "Sends messages to all who listen, as server-sent events."

  private var options = Options()

  mutating func beforeFork(_ options: Options) { self.options = options }

  func afterFork(_ worker: Worker) throws -> EventHandler {
    EventHandler(journal: try Journal(path: options.journal), heartbeat: .seconds(options.heartbeat))
  }
}
