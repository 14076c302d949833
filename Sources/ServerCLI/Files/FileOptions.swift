import ArgumentParser
import BuiltinHandlers
import Launch
import LinuxIO

/// The flags that say which files are served and how.
struct FileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Serve the files below this directory instead of the welcome page.", valueName: "dir"))
  var root: String?

  @Option(
    help: ArgumentHelp(
      "The file that stands for its directory; of several, separated by commas or given repeatedly, the first that "
        + "exists.", valueName: "name"))
  var index: [String] = ["index.html"]

  @Flag(help: "List what is in a directory that has no index.")
  var directoryListing = false

  @Option(
    help: ArgumentHelp(
      "Send this page, a path below the root, with errors of this status; repeatable, such as 404=/404.html.",
      valueName: "status=path"))
  var errorPage: [ErrorPage] = []

  @Flag(help: "Answer a path without file extension that names nothing with the root's index.")
  var singlePageApp = false

  @Option(
    help: ArgumentHelp(
      """
      Send this Cache-Control field with the files that fit a pattern: an extension such as .css, the beginning of a \
      path such as /assets/, or * for all; such as '.css,.js=public, max-age=3600' or '*=no-cache'. Repeatable; the \
      first rule that fits counts.
      """, valueName: "patterns=value"))
  var cacheControl: [String] = []

  @Option(
    help: ArgumentHelp(
      "Media types in the format of mime.types, which add to the built-in ones and override them.",
      valueName: "file"))
  var mimeTypes: String?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Send NAME.br, NAME.zst or NAME.gz instead of NAME to clients that accept it, if it is not older. Looked for when \
      a file enters the cache or is validated, not with every request.
      """)
  var precompressed = true

  @Flag(help: "Serve files and directories whose name begins with a dot, as /.well-known is served anyway.")
  var dotfiles = false

  @Option(
    help: """
      Which symbolic links are followed: 'beneath' those that stay below the root, 'owner' of these the ones whose \
      owner owns the target, 'never' none.
      """)
  var symlinks = SymlinkPolicy.beneath

  @Option(
    help: ArgumentHelp(
      "Files that each worker keeps open, or in memory up to 16 KiB, for the next request; 0 for none.",
      valueName: "count"))
  var openFileCache = 256

  @Option(
    help: "How long a file that is kept may have changed before a worker notices; 0 asks with every request.")
  var openFileCacheValid = TimeSpan(.seconds(1))

  /// What a root is needed for.
  private var needsRoot: String? {
    if directoryListing { return "--directory-listing" }
    if singlePageApp { return "--single-page-app" }
    if dotfiles { return "--dotfiles" }
    if !errorPage.isEmpty { return "--error-page" }
    if !cacheControl.isEmpty { return "--cache-control" }
    return mimeTypes == nil ? nil : "--mime-types"
  }

  var indexNames: [String] { index.flatMap { $0.split(separator: ",").map(String.init) } }

  mutating func validate() throws {
    if root == nil, let flag = needsRoot {
      throw ValidationError("\(flag) has no meaning without --root DIR: add it, or leave \(flag) out")
    }
    guard (0...1_000_000).contains(openFileCache) else {
      throw ValidationError("--open-file-cache \(openFileCache): a number from 0 to 1000000 is wanted")
    }
    for name in indexNames where name.contains("/") || name == "." || name == ".." || name.contains("\0") {
      throw ValidationError("--index \(name): the name of a file is wanted, without a slash")
    }
    var rules = CacheControlRules()
    for rule in cacheControl {
      do throws(CacheControlError) { try rules.add(rule) } catch {
        throw ValidationError("--cache-control: \(error)")
      }
    }
  }
}
