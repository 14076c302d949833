import BuiltinHandlers
import HTTPCore
import Launch
import LinuxIO

extension FileOptions {
  /// What the flags say, with the files they name read.
  func settings() throws(FileOptionsError) -> FileSettings {
    var settings = FileSettings()
    settings.indexNames = indexNames
    settings.listsDirectories = directoryListing
    settings.servesDotfiles = dotfiles
    for page in errorPage { settings.errorPages[page.status] = page.path }
    settings.isSinglePageApp = singlePageApp
    // Each was checked when the arguments were parsed.
    for rule in cacheControl { try? settings.cacheControl.add(rule) }
    settings.servesPrecompressed = precompressed
    settings.cacheCapacity = openFileCache
    settings.cacheValidity = openFileCacheValid.duration
    if let mimeTypes { try addTypes(from: mimeTypes, to: &settings.types) }
    return settings
  }

  /// The root; nil where the welcome page is served.
  func directory() throws(FileOptionsError) -> Directory? {
    guard let root else { return nil }
    do throws(SystemCallError) { return try Directory(path: root, symlinks: symlinks) } catch {
      throw .noSuchRoot(root, error)
    }
  }

  private func addTypes(from path: String, to types: inout MediaTypes) throws(FileOptionsError) {
    let text: [UInt8]
    do throws(SystemCallError) {
      text = try OpenFile.contents(ofFile: path)
    } catch {
      throw .cannotRead(flag: "--mime-types", path, error)
    }
    do throws(MediaTypesError) {
      // An array of bytes has no padding.
      try types.add(unsafe text.span.bytes)
    } catch {
      throw .mimeTypes(path, error)
    }
  }
}
