/// Why listeners that were handed to this process cannot be used.
package enum InheritanceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A variable has no meaning.
  case malformed(variable: String, value: String)
  /// The descriptor is no listening stream socket of a family that is known here.
  case notAListener(number: Int32)
  case systemCall(SystemCallError)

  package var description: String {
    switch self {
    case .malformed(let variable, let value): "the environment's \(variable)=\(value) has no meaning"
    case .notAListener(let number):
      "descriptor \(number), which is passed on as a listener, is no listening stream socket; "
        + "in a socket unit use ListenStream= without Accept=yes"
    case .systemCall(let error): "a listener that was passed on cannot be used: \(error)"
    }
  }
}
