package import LinuxIO

/// What a worker does with a connection.
package protocol ConnectionService {
  /// Serves `socket` until it can be closed. Whatever goes wrong with the client is dealt with here.
  func serve(_ socket: consuming StreamSocket, of worker: Worker)
}
