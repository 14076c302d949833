/// Why a configuration that was read again cannot be put in force.
package struct PlanRefused: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}
