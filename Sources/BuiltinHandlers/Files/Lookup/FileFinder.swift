import HTTPCore
import LinuxIO
import SystemPackage

/// Finds out what a request's path means, without opening anything for reading.
struct FileFinder {
  let root: Directory
  let settings: FileSettings

  /// `raw` is the path of a request's target, still percent-encoded.
  func find(_ raw: borrowing RawSpan) -> Finding {
    var buffer = ByteBuffer(maximumCapacity: 3 * RequestPath.maximumCount + 64)
    let target: RequestPath
    do throws(PathError) {
      target = try RequestPath(raw, into: &buffer)
    } catch {
      return .refused(error.status)
    }
    guard settings.servesDotfiles || !target.isHidden else { return .refused(.notFound) }
    let path = buffer.readable.bytes
    do throws(SystemCallError) {
      let status = try self.status(path)
      switch status.kind {
      case .regular where !target.isDirectory: return .file(sight(path, status))
      case .directory where target.isDirectory: return try findIndex(of: path)
      case .directory: return .redirect(path)
      case .regular: return .refused(.notFound)
      case .symbolicLink, .other: return .refused(.forbidden)
      }
    } catch {
      let status = Self.status(for: error)
      return status == .notFound && !Self.hasExtension(path) ? .missingPage : .refused(status)
    }
  }

  private func findIndex(of directory: [UInt8]) throws(SystemCallError) -> Finding {
    for name in settings.indexNames {
      var path = Array(directory.dropLast())
      if !path.isEmpty { path.append(UInt8(ascii: "/")) }
      path.append(contentsOf: name.utf8)
      path.append(0)
      do throws(SystemCallError) {
        let status = try self.status(path)
        if status.kind == .regular { return .file(sight(path, status)) }
        if status.kind != .directory { return .refused(.forbidden) }
      } catch {
        guard Self.status(for: error) == .notFound else { throw error }
      }
    }
    return .directory(directory)
  }

  private func sight(_ path: [UInt8], _ identity: FileStatus) -> Sighting {
    var sighting = Sighting(path: path, identity: identity)
    guard settings.servesPrecompressed else { return sighting }
    for coding in ContentCoding.precompressed {
      guard let status = try? status(Sighting.path(path, in: coding)),
        Sighting.isUpToDate(status, for: identity)
      else { continue }
      sighting.coded.append(Sighting.Coded(coding: coding, status: status))
    }
    return sighting
  }

  private func status(_ path: [UInt8]) throws(SystemCallError) -> FileStatus {
    // An array of bytes has no padding.
    try root.status(of: unsafe path.span.bytes)
  }

  /// Whether there is a dot in the last segment, but not as its first byte.
  private static func hasExtension(_ path: [UInt8]) -> Bool {
    guard let dot = path.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
    return path[dot - 1] != UInt8(ascii: "/") && !path[dot...].contains(UInt8(ascii: "/"))
  }

  static func status(for error: SystemCallError) -> Status {
    switch error.errno {
    case .noSuchFileOrDirectory, .notDirectory, .fileNameTooLong: .notFound
    case .permissionDenied, .notPermitted, .tooManySymbolicLinkLevels, .improperLink: .forbidden
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory: .serviceUnavailable
    default: .internalServerError
    }
  }
}

extension RawSpan {
  /// A copy.
  var bytes: [UInt8] {
    // The array is made before the pointer goes out of scope.
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}
