import HTTPCore
import LinuxIO
import SystemPackage

/// Resources by path, from the cache as long as they are known to be true.
final class FileStore {
  enum Lookup {
    case resource(FileResource)
    case other(Finding)
  }

  private let finder: FileFinder
  private let loader: FileLoader
  private let validity: Duration
  // Not checked for exclusive access while the program runs, as no access to it calls code of others.
  @safe @exclusivity(unchecked) private var cache: FileCache

  init(root: Directory, settings: FileSettings) {
    finder = FileFinder(root: root, settings: settings)
    loader = FileLoader(root: root, settings: settings)
    validity = settings.cacheValidity
    cache = FileCache(capacity: settings.cacheCapacity)
  }

  /// The resource of a path that was compared with the file system less than the validity ago.
  ///
  /// `raw` is the path of a request's target, still percent-encoded.
  func cached(_ raw: borrowing RawSpan, now: MonotonicTime) -> FileResource? {
    guard cache.count > 0, let resource = cache.find(raw, hash: cache.hash(raw)), now < resource.validUntil
    else {
      return nil
    }
    resource.wasUsed = true
    return resource
  }

  /// Looks a path up in the file system. What is kept of it is used again if it is still true.
  ///
  /// Only files are kept: what does not exist now may exist with the next request.
  func look(_ raw: borrowing RawSpan, now: MonotonicTime) -> Lookup {
    let hash = cache.hash(raw)
    let finding = finder.find(raw)
    guard case .file(let sighting) = finding else {
      cache.remove(raw, hash: hash)
      return .other(finding)
    }
    if let resource = cache.find(raw, hash: hash), resource.isSettled, resource.sighting == sighting,
      resource.isUnchanged
    {
      resource.validUntil = now.advanced(by: validity)
      return .resource(resource)
    }
    do throws(SystemCallError) {
      let resource = try load(sighting, key: raw.bytes)
      resource.validUntil = now.advanced(by: validity)
      cache.insert(resource, hash: hash)
      return .resource(resource)
    } catch {
      cache.remove(raw, hash: hash)
      return .other(.refused(FileFinder.status(for: error)))
    }
  }

  private func load(_ sighting: Sighting, key: [UInt8]) throws(SystemCallError) -> FileResource {
    do throws(SystemCallError) {
      return try loader.load(sighting, key: key)
    } catch  where error.errno == .tooManyOpenFiles || error.errno == .tooManyOpenFilesInSystem {
      // The descriptors kept for later are needed now.
      cache.removeAll()
      return try loader.load(sighting, key: key)
    }
  }
}
