import HTTPCore
import IPCProtocol

/// One connection as it lies in a ``HandoverQueue``, but for its bytes and descriptors.
///
/// Both ends are forks of one program, so that its layout in memory will do.
struct HandoverRecord: BitwiseCopyable {
  struct Flags: OptionSet, BitwiseCopyable {
    let rawValue: UInt32
    static let isEnding = Flags(rawValue: 1)
    static let hasUnreadInput = Flags(rawValue: 2)
    static let awaitsProxyHeader = Flags(rawValue: 4)
    /// Its request was in the hands of the worker that crashed.
    static let isRetried = Flags(rawValue: 8)
    // Descriptors that follow the connection's own, in this order.
    static let hasFile = Flags(rawValue: 16)
    static let hasScratchFile = Flags(rawValue: 32)
    /// The bytes are in a file, because they are too many for a message.
    static let hasPayloadFile = Flags(rawValue: 64)
  }

  var flags: Flags
  var phase: ConnectionPhase
  var requestCount: Int
  var discardedBytes: Int
  var peer: PeerRecord
  /// Bytes received of requests that are not answered.
  var inputCount = 0
  /// Bytes that wait to be sent, and the part of a file behind them.
  var outputCount = 0
  var fileOffset: UInt64 = 0
  var fileEnd: UInt64 = 0
  /// The body that is being received: how far it is decoded, content received, and how much of that is in memory.
  var decoder: BodyDecoder?
  var bodyCount: UInt64 = 0
  var bodyInMemory = 0

  init(_ connection: Connection) {
    var flags: Flags = []
    if connection.isEnding { flags.insert(.isEnding) }
    if connection.hasUnreadInput { flags.insert(.hasUnreadInput) }
    if connection.awaitsProxyHeader { flags.insert(.awaitsProxyHeader) }
    if connection.isRetried { flags.insert(.isRetried) }
    self.flags = flags
    phase = connection.phase
    requestCount = connection.requestCount
    discardedBytes = connection.discardedBytes
    peer = connection.knownClientAddress.map { PeerRecord($0) } ?? PeerRecord(kind: .unknown)
  }

  var byteCount: Int { inputCount + outputCount + bodyInMemory }
  var descriptorCount: Int {
    1 + [.hasFile, .hasScratchFile, .hasPayloadFile].count { flags.contains($0) }
  }
}

/// What stands ahead of the records of a message.
struct HandoverHead: BitwiseCopyable {
  /// Grows with each change of the layout.
  static let currentVersion: UInt32 = 1

  var version = Self.currentVersion
  /// Records that follow; only a message of a single one carries bytes.
  var count: UInt32

  /// Connections of one message at most, where they are idle.
  static let mostConnections = 32
  /// Bytes of a message's payload at most; more goes into a file.
  static let mostInlineBytes = 1 << 16
  static var recordsOffset: Int { 16 }
  static var largestMessage: Int {
    recordsOffset + mostConnections * MemoryLayout<HandoverRecord>.stride + mostInlineBytes
  }
}
