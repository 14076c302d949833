#if Hummingbird
  import Hummingbird
  import HummingbirdCore

  extension HTTPServerBuilder {
    /// Makes what sets up and serves a connection.
    ///
    /// Hummingbird's builder keeps the closure that does it to its own package, and shows only a server that opens a listener
    /// itself. So it is taken out of the builder, if that is still made as is known.
    ///
    /// - Parameter responder: Answers requests.
    /// - Returns: The channels' part of the server.
    /// - Throws: ``UnknownServerBuilder``, and what the closure throws, such as for a certificate that cannot be read.
    func makeChildChannel(
      _ responder: @escaping HTTPChannelHandler.Responder
    ) throws -> any ServerChildChannel {
      let children = Mirror(reflecting: self).children
      guard children.count == 1, let child = children.first, child.label == "buildChildChannel",
        type(of: child.value) == BuilderContent.Build.self,
        MemoryLayout<HTTPServerBuilder>.size == MemoryLayout<BuilderContent>.size
      else { throw UnknownServerBuilder() }
      // Both are structures with one field, of one type, as was just seen, and neither's layout is hidden by library
      // evolution. The value that Mirror gives cannot be called: it is the field's bits without the thunk that `Any` wants.
      let content = unsafe unsafeBitCast(self, to: BuilderContent.self)
      return try content.build(responder)
    }
  }

  /// What an `HTTPServerBuilder` consists of.
  private struct BuilderContent {
    typealias Build = @Sendable (@escaping HTTPChannelHandler.Responder) throws -> any ServerChildChannel

    let build: Build
  }

  /// Hummingbird has changed in a way that this version of Prefork does not know.
  struct UnknownServerBuilder: Error, CustomStringConvertible {
    var description: String {
      "this version of hummingbird builds its servers in a way that Prefork does not know; 2.28.1 is one that it knows"
    }
  }
#endif
