import ArgumentParser
import Launch

/// What ServerCLI serves: the files of a directory, or its welcome page.
struct SiteOptions: ParsableArguments {
  @Option(help: "Block every request of the welcome page this long, to watch the pool grow; such as 100ms.")
  var dummyDelay = TimeSpan(.zero)

  @OptionGroup(title: "Files")
  var files: FileOptions

  mutating func validate() throws {
    guard files.root == nil || dummyDelay.duration == .zero else {
      throw ValidationError(
        "--dummy-delay is for the welcome page and has no meaning with --root: leave one out")
    }
  }
}
