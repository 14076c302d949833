import Glibc

/// Pairs as ``SocketPair`` for children that are forked one right after another.
///
/// The children are born, and the parent's ends taken, in the order of their pairs. All of it lies where its owner does: each
/// page of the heap that a parent or a child writes to after a fork is copied first, for the other has it, too.
package struct SocketPairs: ~Copyable {
  /// As many of something as there is room for pairs.
  package typealias OneForEach<Element> = InlineArray<32, Element>
  /// How many pairs there is room for.
  package static var capacity: Int { 32 }

  private var parentEnds = OneForEach<Int32>(repeating: -1)
  private var childEnds = OneForEach<Int32>(repeating: -1)
  private var count = 0
  /// The first of which the child's end is still open here, and the first of which the parent's end is.
  private var nextBorn = 0
  private var nextTaken = 0

  /// Owns nothing yet.
  package init() {}

  deinit {
    for index in nextBorn..<count { _ = Glibc.close(childEnds[index]) }
    for index in nextTaken..<count { _ = Glibc.close(parentEnds[index]) }
  }

  /// Makes one more pair, of ``capacity`` at most.
  ///
  /// - Throws: EMFILE or ENFILE when no descriptor is left.
  package mutating func add() throws(SystemCallError) {
    let pair = try SocketPair().release()
    (parentEnds[count], childEnds[count]) = pair
    count += 1
  }

  /// Adds the numbers of all ends, before the first of the children is forked.
  package func addNumbers(to descriptors: inout DescriptorSet) {
    for index in 0..<count {
      descriptors.insert(parentEnds[index])
      descriptors.insert(childEnds[index])
    }
  }

  /// The number of the end of the child that is next, for a program that inherits it.
  package var childNumber: Int32 { childEnds[nextBorn] }

  /// The end of the child that is next. For the child, after the fork, which closes all other ends with what else is not its
  /// own.
  package consuming func takeChildEnd() -> StreamSocket {
    let number = childNumber
    discard self
    return StreamSocket(owning: Descriptor(owning: number))
  }

  /// Closes the end of the child that is next. For the parent, after that fork.
  package mutating func wasBorn() {
    _ = Glibc.close(childNumber)
    nextBorn += 1
  }

  /// The parent's end of the pair that is next. For the parent, after that fork.
  package mutating func takeParentEnd() -> StreamSocket {
    defer { nextTaken += 1 }
    return StreamSocket(owning: Descriptor(owning: parentEnds[nextTaken]))
  }
}
