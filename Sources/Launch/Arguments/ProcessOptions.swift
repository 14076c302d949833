import ArgumentParser

/// The flags that say what the processes may do and how they are found.
struct ProcessOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The user whose rights the workers have, by name or number; the parent must be root's and stays so. Listeners are \
      opened before.
      """, valueName: "name"))
  var user: String?

  @Option(
    help: ArgumentHelp(
      "The workers' group, by name or number; without it the user's own.", valueName: "name"))
  var group: String?

  @Flag(
    help: """
      Let each worker read what is served (of ServerCLI, what is beneath --root) and reach no other file, whatever its \
      user may do; where the kernel knows how, \
      also open no TCP connection and send no signal to others (Landlock).
      """)
  var sandbox = false

  @Option(
    help: """
      How workers come to life: 'fork' makes copies of the parent, which share what it has loaded; 'exec' executes the \
      program anew for each, which may start threads at any time, and costs memory and time.
      """)
  var spawn = SpawnMethod.fork

  @Option(
    help: ArgumentHelp(
      "Write the parent's process id to this file, and remove it at the end.", valueName: "path"))
  var pidFile: String?

  mutating func validate() throws {
    for (flag, value) in [("--user", user), ("--group", group), ("--pid-file", pidFile)] {
      if let value, value.isEmpty || value.contains("\0") {
        throw ValidationError("\(flag): a name is wanted")
      }
    }
  }
}
