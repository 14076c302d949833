import HTTPCore
import LinuxIO
import SystemPackage

/// Makes what has been found ready to be sent.
struct FileLoader {
  let root: Directory
  let settings: FileSettings

  /// Opens the files of a sighting and reads the small ones.
  /// `key` is the path as it stood in the request's target.
  func load(_ sighting: Sighting, key: [UInt8]) throws(SystemCallError) -> FileResource {
    let traits = Representation.Traits(
      type: type(of: sighting.path), cacheControl: cacheControl(for: sighting.path),
      varies: !sighting.coded.isEmpty)
    let identity = try load(sighting.path, .identity, traits)
    var coded: [Representation] = []
    for sibling in sighting.coded {
      // One that has gone since is not worth a failure.
      let path = Sighting.path(sighting.path, in: sibling.coding)
      do throws(SystemCallError) {
        coded.append(try load(path, sibling.coding, traits))
      } catch  where error.errno == .noSuchFileOrDirectory {}
    }
    return FileResource(key: key, sighting: sighting, identity: identity, coded: coded)
  }

  private func load(
    _ path: [UInt8], _ coding: ContentCoding, _ traits: Representation.Traits
  ) throws(SystemCallError) -> Representation {
    // Ahead of everything the kernel is asked: what changes from here on must show in the file's times.
    let now = FileTime.now
    // An array of bytes has no padding.
    let opened = try root.open(unsafe path.span.bytes)
    let status = opened.status
    guard status.kind == .regular else { throw SystemCallError(call: "open", errno: .permissionDenied) }
    let file = OpenFile(opened)
    do throws(ResponseError) {
      if status.size <= settings.largestCachedContent, let content = try? read(file, status) {
        // An array of bytes has no padding.
        return try Representation(
          coding, traits, content.status, content: unsafe content.bytes.span.bytes, file: nil, now: now)
      }
      return try Representation(coding, traits, status, content: RawSpan(), file: file, now: now)
    } catch {
      // Types and rules were checked when they were set.
      throw SystemCallError(call: "open", errno: .invalidArgument)
    }
  }

  private struct Content {
    let bytes: [UInt8]
    let status: FileStatus
  }

  /// The whole content of a small file at one moment.
  ///
  /// - Returns: Nil for a file that is written to all the time, or has become large.
  private func read(_ file: OpenFile, _ status: FileStatus) throws(SystemCallError) -> Content? {
    var before = status
    for _ in 0..<4 {
      var buffer = ByteBuffer(maximumCapacity: .max)
      let size = Int(clamping: before.size)
      // One byte more than expected tells a file that has grown.
      var room = buffer.writable(minimum: size + 1)
      let count = try file.read(size + 1, at: 0, into: &room)
      buffer.commit(min(count, size))
      let after = try file.status()
      if count == size, after == before { return Content(bytes: buffer.readable.bytes, status: after) }
      guard after.size <= settings.largestCachedContent else { return nil }
      before = after
    }
    return nil
  }

  private func type(of path: [UInt8]) -> String {
    // An array of bytes has no padding; the last one is a NUL.
    settings.types.type(ofFile: unsafe path.span.bytes.extracting(droppingLast: 1)) ?? MediaTypes.fallback
  }

  private func cacheControl(for path: [UInt8]) -> String? {
    // As above.
    settings.cacheControl.value(for: unsafe path.span.bytes.extracting(droppingLast: 1))
  }
}
