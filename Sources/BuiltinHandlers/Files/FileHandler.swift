package import HTTPCore
package import LinuxIO
import SystemPackage
package import WorkerRuntime

/// Serves the files beneath a directory.
package struct FileHandler: RequestHandler {
  private let root: Directory
  private let types = MediaTypes.builtIn()

  package init(root: Directory) {
    self.root = root
  }

  package func respond(to head: borrowing RequestHead, in bytes: borrowing RawSpan) -> Response {
    guard head.method == .get || head.method == .head else {
      return Response(
        .methodNotAllowed, fields: [("allow", "GET, HEAD"), ("content-type", "text/plain; charset=utf-8")],
        body: .bytes(Array("405 Method Not Allowed\n".utf8)))
    }
    var path = ByteBuffer(maximumCapacity: 3 * RequestPath.maximumCount + 64)
    do throws(PathError) {
      let target = try RequestPath(bytes.extracting(head.path), into: &path)
      guard !target.isHidden else { return .plain(.notFound) }
      return answer(target, path, head, bytes)
    } catch {
      return .plain(error.status)
    }
  }

  private func answer(
    _ target: RequestPath, _ path: borrowing ByteBuffer, _ head: borrowing RequestHead,
    _ bytes: borrowing RawSpan
  ) -> Response {
    do throws(SystemCallError) {
      let file = try root.open(path.readable)
      switch file.kind {
      case .regular:
        return target.isDirectory ? .plain(.notFound) : send(file, type: type(of: path, target))
      case .directory:
        return target.isDirectory ? try sendIndex(of: path, target) : redirect(head, bytes)
      case .other: return .plain(.forbidden)
      }
    } catch {
      return .plain(Self.status(for: error))
    }
  }

  private func send(_ file: consuming File, type: String) -> Response {
    let size = file.size
    return Response(.ok, fields: [("content-type", type)], body: .file(file.takeDescriptor(), count: size))
  }

  private func sendIndex(of path: borrowing ByteBuffer, _ target: RequestPath) throws(SystemCallError)
    -> Response
  {
    var index = ByteBuffer(maximumCapacity: 3 * RequestPath.maximumCount + 64)
    do throws(BufferFull) {
      try index.append(path.readable.extracting(0..<target.count))
      if target.count > 0 { try index.append("/") }
      try index.append("index.html\0")
    } catch {
      return .plain(.uriTooLong)
    }
    let file = try root.open(index.readable)
    return file.kind == .regular ? send(file, type: "text/html; charset=utf-8") : .plain(.forbidden)
  }

  /// A directory is named with a slash at the end, or the relative links on its index page would go astray.
  private func redirect(_ head: borrowing RequestHead, _ bytes: borrowing RawSpan) -> Response {
    var location = text(bytes.extracting(head.path)) + "/"
    // A path of `//host` would be read as another host's address.
    location = "/" + location.drop { $0 == "/" }
    if let query = head.query { location += "?" + text(bytes.extracting(query)) }
    return Response(
      .movedPermanently, fields: [("location", location), ("content-type", "text/plain; charset=utf-8")],
      body: .bytes(Array("301 Moved Permanently\n".utf8)))
  }

  private func text(_ span: borrowing RawSpan) -> String {
    // The bytes are copied while the span borrows them.
    unsafe span.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }

  private func type(of path: borrowing ByteBuffer, _ target: RequestPath) -> String {
    types.type(ofFile: path.readable.extracting(0..<target.count)) ?? MediaTypes.fallback
  }

  private static func status(for error: SystemCallError) -> Status {
    switch error.errno {
    case .noSuchFileOrDirectory, .notDirectory, .fileNameTooLong: .notFound
    case .permissionDenied, .notPermitted, .tooManySymbolicLinkLevels, .improperLink: .forbidden
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory: .serviceUnavailable
    default: .internalServerError
    }
  }
}
