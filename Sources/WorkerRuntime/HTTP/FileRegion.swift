package import LinuxIO

/// A part of an open file that is to be sent.
package struct FileRegion: Sendable {
  let file: OpenFile
  var offset: UInt64
  var end: UInt64

  /// - Parameters:
  ///   - file: The file.
  ///   - offset: Where it begins, in bytes.
  ///   - count: How many bytes it has.
  package init(_ file: OpenFile, offset: UInt64, count: UInt64) {
    self.file = file
    self.offset = offset
    end = offset + count
  }

  init(_ file: OpenFile, offset: UInt64, end: UInt64) {
    self.file = file
    self.offset = offset
    self.end = end
  }
}
