package import LinuxIO

/// What follows a response's head.
package enum ResponseBody: ~Copyable {
  case none
  case bytes([UInt8])
  /// The first `count` bytes of an open regular file.
  case file(Descriptor, count: UInt64)

  /// The length in bytes.
  var count: UInt64 {
    switch self {
    case .none: 0
    case .bytes(let bytes): UInt64(bytes.count)
    case .file(_, let count): count
    }
  }
}
