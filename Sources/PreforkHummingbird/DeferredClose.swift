#if Hummingbird
  import NIOCore

  /// Closes a connection a turn of the event loop later than it is told to.
  ///
  /// When a connection of HTTP/2 is to end, Hummingbird 2.28 closes it as soon as its last stream is closed, which is in the
  /// middle of the write of that stream's last frame: the frame, and whatever waits with it to be encrypted, is lost, and the
  /// client has an error for a response. A turn later all of it has been flushed.
  final class DeferredClose: ChannelOutboundHandler {
    typealias OutboundIn = NIOAny
    typealias OutboundOut = NIOAny

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
      guard mode == .all else { return context.close(mode: mode, promise: promise) }
      let context = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.eventLoop.execute { context.value.close(mode: mode, promise: promise) }
    }
  }
#endif
