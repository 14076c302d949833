import NIOCore
import NIOHTTP1

/// Answers each request with a greeting, and `/trap` with none.
final class Greeter: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private var head: HTTPRequestHead?

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body: break
    case .end: answer(context)
    }
  }

  private func answer(_ context: ChannelHandlerContext) {
    guard let head else { return }
    self.head = nil
    let content = ByteBuffer(string: head.uri == "/trap" ? "\([Int]()[head.uri.count])" : "Hello\n")
    var response = HTTPResponseHead(version: head.version, status: .ok)
    response.headers.add(name: "Content-Length", value: String(content.readableBytes))
    if !head.isKeepAlive { response.headers.add(name: "Connection", value: "close") }
    context.write(wrapOutboundOut(.head(response)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(content))), promise: nil)
    let end = context.eventLoop.makePromise(of: Void.self)
    if !head.isKeepAlive {
      let channel = context.channel
      end.futureResult.whenComplete { _ in channel.close(promise: nil) }
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: end)
  }
}
