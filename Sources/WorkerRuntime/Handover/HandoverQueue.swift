package import LinuxIO

/// The way by which the connections of a worker that crashes reach its siblings.
///
/// It is a queue in the kernel, made before the first fork, of which every worker holds both ends: the one that dies
/// puts its connections in, and the kernel wakes one of the others (EPOLLEXCLUSIVE) to take them out. What lies in it
/// outlives its sender, and waits for a worker yet to be forked if need be. The supervisor keeps it open and looks
/// whether it is empty.
package final class HandoverQueue: Sendable {
  let ends: DescriptorSocket.Pair
  let room = HandoverRoom()

  /// - Throws: EMFILE or ENFILE when no descriptor is left.
  package init() throws(SystemCallError) { ends = try DescriptorSocket.pair() }

  /// The queue of the process that executed this one.
  package init(sender: consuming Descriptor, receiver: consuming Descriptor) {
    ends = DescriptorSocket.Pair(
      sender: DescriptorSocket(adopting: sender), receiver: DescriptorSocket(adopting: receiver))
  }

  /// Whether no connection waits in it.
  package var isEmpty: Bool { !ends.receiver.hasMessage }

  /// Numbers of its descriptors, the sender's first.
  package var descriptorNumbers: [Int32] { [ends.sender.number, ends.receiver.number] }
}
