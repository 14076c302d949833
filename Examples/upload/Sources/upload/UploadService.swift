import ArgumentParser
import Prefork

/// The program.
struct UploadService: Application {
  struct Options: ParsableArguments {
    @Option(help: "The folder for what is uploaded.")
    var folder = "uploads"
  }

  static let abstract = "Takes files, and tells how far they are."

  private var store = Store(folder: "")

  mutating func beforeFork(_ options: Options) throws {
    store = Store(folder: options.folder)
    try store.makeFolders()
  }

  func afterFork(_ worker: Worker) -> UploadHandler { UploadHandler(store: store) }
}
