#if NIO
  package import LinuxIO
  package import NIOCore
  import Synchronization

  /// Stands for the worker's listener where a library wants to be shown the channel that it is served on.
  ///
  /// Nothing is accepted through it: it knows its address and when it is closed.
  package final class ListenerChannel: Channel, ChannelCore {
    package let eventLoop: any EventLoop
    package let localAddress: NIOCore.SocketAddress?
    private let closePromise: EventLoopPromise<Void>
    private let isOpen = Atomic(true)
    // Written once, at the end of the initialiser: the pipeline refers back to its channel.
    private nonisolated(unsafe) var ownPipeline: ChannelPipeline?

    package init(at address: LinuxIO.SocketAddress?, on eventLoop: any EventLoop) {
      self.eventLoop = eventLoop
      localAddress = address.flatMap { Self.address($0) }
      closePromise = eventLoop.makePromise()
      unsafe ownPipeline = ChannelPipeline(channel: self)
    }

    private static func address(_ address: LinuxIO.SocketAddress) -> NIOCore.SocketAddress? {
      if address.isUnix {
        return address.path.flatMap { try? NIOCore.SocketAddress(unixDomainSocketPath: $0) }
      }
      let host = "\(address)".split(separator: ":").dropLast().joined(separator: ":")
      return try? NIOCore.SocketAddress(ipAddress: host.trimmingBrackets, port: Int(address.port))
    }

    package var pipeline: ChannelPipeline {
      // Set for as long as anybody else has this object.
      if let pipeline = unsafe ownPipeline { return pipeline }
      return ChannelPipeline(channel: self)
    }

    package var allocator: ByteBufferAllocator { ByteBufferAllocator() }
    package var closeFuture: EventLoopFuture<Void> { closePromise.futureResult }
    package var remoteAddress: NIOCore.SocketAddress? { nil }
    package var parent: (any Channel)? { nil }
    package var isWritable: Bool { false }
    package var isActive: Bool { isOpen.load(ordering: .relaxed) }
    package var _channelCore: any ChannelCore { self }

    package func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) -> EventLoopFuture<
      Void
    > {
      eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    package func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
      eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    // MARK: - ChannelCore

    package func localAddress0() throws -> NIOCore.SocketAddress {
      guard let localAddress else { throw ChannelError.unknownLocalAddress }
      return localAddress
    }

    package func remoteAddress0() throws -> NIOCore.SocketAddress { throw ChannelError.operationUnsupported }

    package func register0(promise: EventLoopPromise<Void>?) { refuse(promise) }
    package func registerAlreadyConfigured0(promise: EventLoopPromise<Void>?) { refuse(promise) }
    package func bind0(to: NIOCore.SocketAddress, promise: EventLoopPromise<Void>?) { refuse(promise) }
    package func connect0(to: NIOCore.SocketAddress, promise: EventLoopPromise<Void>?) { refuse(promise) }
    package func write0(_ data: NIOAny, promise: EventLoopPromise<Void>?) { refuse(promise) }
    package func triggerUserOutboundEvent0(_ event: Any, promise: EventLoopPromise<Void>?) { refuse(promise) }
    package func flush0() {}
    package func read0() {}
    package func channelRead0(_ data: NIOAny) {}
    package func errorCaught0(error: any Error) {}

    package func close0(error: any Error, mode: CloseMode, promise: EventLoopPromise<Void>?) {
      if isOpen.exchange(false, ordering: .relaxed) { closePromise.succeed() }
      promise?.succeed()
    }

    private func refuse(_ promise: EventLoopPromise<Void>?) {
      promise?.fail(ChannelError.operationUnsupported)
    }
  }

  extension String {
    fileprivate var trimmingBrackets: String { hasPrefix("[") ? String(dropFirst().dropLast()) : self }
  }
#endif
