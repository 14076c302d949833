/// Names one worker for the life of the supervisor. Numbers only grow, so the larger of two is the younger, and an
/// event that was on its way when a worker left can never be taken for another's.
package struct WorkerID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let rawValue: UInt32

  package init(_ rawValue: UInt32) { self.rawValue = rawValue }

  package static func < (left: WorkerID, right: WorkerID) -> Bool { left.rawValue < right.rawValue }

  package var description: String { String(rawValue) }
}
