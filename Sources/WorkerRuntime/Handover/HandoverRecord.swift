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
    /// Its body is kept for a reader.
    static let keepsBody = Flags(rawValue: 16)
    static let hasLongResponse = Flags(rawValue: 32)
    // Descriptors that follow the connection's own and those of its parts of files, in this order.
    static let hasScratchFile = Flags(rawValue: 64)
    /// The bytes are in a file, because they are too many for a message.
    static let hasPayloadFile = Flags(rawValue: 128)
  }

  var flags: Flags
  var phase: ConnectionPhase
  var requestCount: Int
  var discardedBytes: Int
  var peer: PeerRecord
  /// Bytes received of requests that are not answered.
  var inputCount = 0
  /// Bytes that wait to be sent, and parts of files between them, each with a descriptor.
  var outputCount = 0
  var partCount = 0
  var parts = InlineArray<16, Part>(repeating: Part(ahead: 0, offset: 0, end: 0))
  /// The body that is being received: how far it is decoded, content received, and how much of that is in the file and
  /// in memory.
  var decoder: BodyDecoder?
  var bodyCount: UInt64 = 0
  var bodyInFile: Int64 = 0
  var bodyInMemory = 0

  /// A part of a file that is to be sent.
  struct Part: BitwiseCopyable {
    /// Bytes that go ahead of it.
    let ahead: Int
    let offset: UInt64
    let end: UInt64
  }

  /// Parts of files that one connection may have to be handed over; one with more is lost. As many as a response to
  /// several ranges may have, and no other is begun while one has some left.
  static let mostParts = ByteRanges.maximumCount

  init(_ connection: Connection) {
    var flags: Flags = []
    if connection.isEnding { flags.insert(.isEnding) }
    if connection.hasUnreadInput { flags.insert(.hasUnreadInput) }
    if connection.awaitsProxyHeader { flags.insert(.awaitsProxyHeader) }
    if connection.isRetried { flags.insert(.isRetried) }
    if connection.hasLongResponse { flags.insert(.hasLongResponse) }
    self.flags = flags
    phase = connection.phase
    requestCount = connection.requestCount
    discardedBytes = connection.discardedBytes
    peer = connection.knownClientAddress.map { PeerRecord($0) } ?? PeerRecord(kind: .unknown)
  }

  var byteCount: Int { inputCount + outputCount + bodyInMemory }
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
