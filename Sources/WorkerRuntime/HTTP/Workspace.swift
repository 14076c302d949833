import HTTPCore

/// What a request is read into and parsed with. A connection has one only while a request of it is incomplete; all
/// others share the engine's, so that an idle connection costs no buffer.
final class Workspace {
  var input: ByteBuffer
  var parser: RequestParser

  init(limits: RequestLimits) {
    input = ByteBuffer(maximumCapacity: max(limits.largestHead + 4096, 1 << 16))
    parser = RequestParser(limits: limits)
  }
}
