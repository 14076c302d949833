/// Why a set of limits is refused.
package enum PoolLimitsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `lower` may not be above `upper`, but is.
  case contradiction(lower: PoolOption, lowerValue: Int, upper: PoolOption, upperValue: Int)
  /// A number below the least that makes sense.
  case tooSmall(PoolOption, value: Int, least: Int)

  /// A number above the most that is possible.
  case tooLarge(PoolOption, value: Int, most: Int)

  package var description: String {
    switch self {
    case .contradiction(let lower, let lowerValue, let upper, let upperValue):
      "--\(lower.rawValue) \(lowerValue) is above --\(upper.rawValue) \(upperValue): "
        + "lower --\(lower.rawValue) or raise --\(upper.rawValue)"
    case .tooLarge(let option, let value, let most):
      "--\(option.rawValue) \(value) is too large: the most is \(most)"
    case .tooSmall(let option, let value, let least):
      "--\(option.rawValue) \(value) is too small: the least is \(least)"
    }
  }
}
