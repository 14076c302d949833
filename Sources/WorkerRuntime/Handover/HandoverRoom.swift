import LinuxIO

/// Where a worker that crashes puts its connections together, for then nothing may be allocated.
///
/// It comes with the queue, before the first fork. Were each worker to allocate it for itself, each would have pages of its own
/// for what hardly any of them ever uses.
@safe struct HandoverRoom: @unchecked Sendable {
  // Used by one thread of each process, the one whose worker crashes. Both are the process's until it ends and never freed.
  let message: UnsafeMutableRawBufferPointer
  let descriptors: UnsafeMutableBufferPointer<Int32>

  init() {
    let size = HandoverHead.recordsOffset + HandoverHead.mostConnections * MemoryLayout<HandoverRecord>.stride
    unsafe message = .allocate(byteCount: size, alignment: 16)
    unsafe descriptors = .allocate(capacity: DescriptorSocket.mostDescriptors)
  }
}
