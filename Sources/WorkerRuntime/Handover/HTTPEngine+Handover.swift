import HTTPCore
import IPCProtocol
import LinuxIO

/// Connections that come from a worker that crashed.
extension HTTPEngine {
  /// Goes on with a connection that another worker held.
  func adopt(_ socket: consuming StreamSocket, _ record: HandoverRecord) -> Connection {
    connectionCount &+= 1
    let connection = Connection(socket, number: connectionCount, deadline: .distantFuture)
    connection.requestCount = record.requestCount
    connection.timing = RequestTiming(requestCount: UInt64(clamping: record.requestCount), lastRead: .exact)
    connection.isEnding = record.flags.contains(.isEnding)
    connection.hasUnreadInput = record.flags.contains(.hasUnreadInput)
    connection.awaitsProxyHeader = record.flags.contains(.awaitsProxyHeader)
    connection.isRetried = record.flags.contains(.isRetried)
    connection.hasLongResponse = record.flags.contains(.hasLongResponse)
    connection.discardedBytes = record.discardedBytes
    connection.clientAddress = ClientAddress(record.peer)
    connection.enter(record.phase, for: timeouts[record.phase])
    return connection
  }
}
