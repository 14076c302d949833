import HTTPCore
import LinuxIO

/// What a request's path names, ready to be sent.
final class FileResource {
  /// The path as it stood in the request's target.
  let key: [UInt8]
  let sighting: Sighting
  /// The file itself first, then its precompressed siblings.
  private let representations: [Representation]
  let identity: Representation
  /// When it has to be compared with the file system again.
  @safe @exclusivity(unchecked) var validUntil = MonotonicTime(nanoseconds: .min)
  /// Whether it was asked for since the cache last looked for something to drop.
  @safe @exclusivity(unchecked) var wasUsed = false

  /// `coded` are the precompressed siblings.
  init(key: [UInt8], sighting: Sighting, identity: Representation, coded: [Representation]) {
    self.key = key
    self.sighting = sighting
    self.identity = identity
    representations = [identity] + coded
  }

  /// Whether there is a choice for the client.
  var isNegotiable: Bool { representations.count > 1 }

  /// Whether a change of its files would show; see ``Representation/isSettled``.
  var isSettled: Bool { representations.allSatisfy { $0.isSettled } }

  /// Whether the descriptors it is read from still tell the same files.
  var isUnchanged: Bool { representations.allSatisfy { $0.isUnchanged } }

  /// The representation that a client wants most; of equals the smallest, RFC 9110 12.5.3.
  ///
  /// - Returns: Nil when the client accepts none.
  func representation(for preferences: AcceptEncoding) -> Representation? {
    var best: Representation?
    var bestWeight: UInt16 = 0
    for candidate in representations {
      let weight = preferences.weight(of: candidate.coding)
      guard weight > 0, weight >= bestWeight else { continue }
      if let best, weight == bestWeight, candidate.length >= best.length { continue }
      best = candidate
      bestWeight = weight
    }
    return best
  }
}
