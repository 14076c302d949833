import HTTPCore

/// What a request's path means.
enum Finding {
  case file(Sighting)
  /// A directory without an index, named with a slash; its decoded path with a NUL behind it.
  case directory([UInt8])
  /// A directory named without a slash; its decoded path with a NUL behind it.
  case redirect([UInt8])
  /// Nothing, where a file without extension might have been.
  case missingPage
  case refused(Status)
}
