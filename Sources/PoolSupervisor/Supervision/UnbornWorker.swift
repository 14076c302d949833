import IPCProtocol

/// What is known of a worker before it is forked.
struct UnbornWorker {
  let id: WorkerID
  let generation: UInt32
  let slotIndex: Int
  let connectionLimit: Int?
  let requestLimit: Int?
  /// Its process, nil until there is one.
  var pid: Int32?
}
