import HTTPCore
import LinuxIO

/// A file and its precompressed siblings as they were found at some moment, without having been opened.
struct Sighting: Equatable {
  /// The file's decoded path relative to the root, with a NUL behind it.
  let path: [UInt8]
  let identity: FileStatus
  /// The siblings worth sending.
  var coded: [Coded] = []

  struct Coded: Equatable {
    let coding: ContentCoding
    let status: FileStatus
  }

  init(path: [UInt8], identity: FileStatus) {
    self.path = path
    self.identity = identity
  }

  /// A sibling's path, with a NUL behind it.
  static func path(_ path: [UInt8], in coding: ContentCoding) -> [UInt8] {
    var sibling = Array(path.dropLast())
    sibling.append(contentsOf: coding.fileExtension.utf8)
    sibling.append(0)
    return sibling
  }

  /// Whether a precompressed sibling is worth sending: one that is older than the file was made from something else.
  ///
  /// Compared are whole seconds, for some tools copy the time of the file without its fraction.
  static func isUpToDate(_ sibling: FileStatus, for identity: FileStatus) -> Bool {
    sibling.kind == .regular && sibling.modified.seconds >= identity.modified.seconds
  }
}

extension ContentCoding {
  /// What the names of precompressed files end in.
  var fileExtension: String {
    switch self {
    case .identity: ""
    case .gzip: ".gz"
    case .deflate: ".zz"
    case .brotli: ".br"
    case .zstd: ".zst"
    }
  }

  /// Those that precompressed files come in, the likely smallest first.
  static var precompressed: [ContentCoding] { [.brotli, .zstd, .gzip] }
}
