package import IPCProtocol

/// The server that started this one to take its place.
package final class Predecessor {
  private var channel: TakeoverChannel?
  let number: Int32

  package init(over channel: consuming TakeoverChannel) {
    number = channel.number
    self.channel = consume channel
  }

  /// The way to it, once: it is closed when the caller is done with it, whoever keeps this object.
  func takeChannel() -> TakeoverChannel? { channel.take() }
}
