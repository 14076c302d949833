package import HTTPCore

/// How files are served.
///
/// Nothing is compressed while it is sent: a static file is compressed better, and once, ahead of time; see
/// ``servesPrecompressed``.
package struct FileSettings: Sendable {
  /// The files that stand for their directory, the first that exists.
  package var indexNames: [String] = ["index.html"]
  /// Whether a directory without one of them is answered with a list of what is in it.
  package var listsDirectories = false
  /// Whether files and directories whose name begins with a dot are served. Otherwise they seem not to exist, except
  /// for `/.well-known`, RFC 8615.
  package var servesDotfiles = false
  /// The path of the page that goes with a status.
  package var errorPages: [Status: String] = [:]
  /// Whether a path without file extension that names nothing is answered with the index of the root.
  package var isSinglePageApp = false
  package var cacheControl = CacheControlRules()
  package var types = MediaTypes.builtIn()
  /// Whether `name.br`, `name.zst` and `name.gz` are sent for `name` to clients that accept them, RFC 9110 12.5.3. They
  /// are looked for when a file enters the cache and when it is validated, not with every request.
  package var servesPrecompressed = true
  /// The most files a worker keeps ready; 0 for none.
  package var cacheCapacity = 256
  /// How long a file that is kept may have changed without the worker noticing.
  package var cacheValidity: Duration = .seconds(1)
  /// The largest content that is kept in memory, in bytes; of a larger file the descriptor is kept.
  package var largestCachedContent: UInt64 = 16 << 10

  package init() {}
}
