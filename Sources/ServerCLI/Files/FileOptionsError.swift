import HTTPCore
import LinuxIO

/// Why no files can be served, and what the user can do about it.
enum FileOptionsError: Error, CustomStringConvertible {
  case noSuchRoot(String, SystemCallError)
  case cannotRead(flag: String, String, SystemCallError)
  case mimeTypes(String, MediaTypesError)

  var description: String {
    switch self {
    case .noSuchRoot(let path, let error):
      "--root \(path): \(error.errno); name a directory that exists and may be read"
    case .cannotRead(let flag, let path, let error):
      "\(flag) \(path): \(error.errno); name a file that exists and may be read"
    case .mimeTypes(let path, let error): "--mime-types \(path), line \(error.line): \(Self.advice(error))"
    }
  }

  private static func advice(_ error: MediaTypesError) -> String {
    switch error.reason {
    case .malformedType: "a media type is wanted first, such as text/html, then its extensions"
    case .malformedExtension: "an extension of at most 16 bytes is wanted, without its dot"
    }
  }
}
