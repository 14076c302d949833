import NIOCore
import NIOHTTP1
import PreforkNIO

// A SwiftNIO server without any framework.
try PreforkNIO.serve { _ in
  { channel in
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.configureHTTPServerPipeline()
      try channel.pipeline.syncOperations.addHandler(Greeter())
    }
  }
}
