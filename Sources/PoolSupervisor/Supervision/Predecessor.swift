package import IPCProtocol

/// The server that started this one to take its place.
package final class Predecessor {
  let channel: TakeoverChannel

  package init(over channel: consuming TakeoverChannel) { self.channel = channel }
}
