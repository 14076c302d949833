import IPCProtocol
import LinuxIO

/// What the supervisor holds of one living worker.
final class WorkerProcess {
  let id: WorkerID
  let process: ProcessDescriptor
  let channel: SupervisorChannel
  let slotIndex: Int
  /// Whether its channel may still bring a message.
  var isHeard = true
  /// Whether it said that there was nothing to execute.
  var wasNotExecuted = false

  init(
    id: WorkerID, process: consuming ProcessDescriptor, channel: consuming SupervisorChannel, slotIndex: Int
  ) {
    self.id = id
    self.process = process
    self.channel = channel
    self.slotIndex = slotIndex
  }
}
