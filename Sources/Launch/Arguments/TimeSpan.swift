import ArgumentParser

/// A duration as nginx writes it: `100ms`, `30s`, `2m`, `1h`; `0` needs no unit.
package struct TimeSpan: ExpressibleByArgument, Equatable {
  package let duration: Duration

  package init(_ duration: Duration) { self.duration = duration }

  /// The duration where zero stands for no limit.
  var limit: Duration? { duration == .zero ? nil : duration }

  package init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits) else { return nil }
    switch argument.dropFirst(digits.count) {
    case "ms": self.init(number, milliseconds: 1)
    case "s": self.init(number, milliseconds: 1000)
    case "m": self.init(number, milliseconds: 60_000)
    case "h": self.init(number, milliseconds: 3_600_000)
    case "" where number == 0: self.init(.zero)
    default: return nil
    }
  }

  /// A century is beyond every sensible timeout and far below what the arithmetic of deadlines can hold.
  private init?(_ number: Int64, milliseconds unit: Int64) {
    let (milliseconds, overflow) = number.multipliedReportingOverflow(by: unit)
    guard !overflow, milliseconds <= 3_155_760_000_000 else { return nil }
    self.init(.milliseconds(milliseconds))
  }

  package var defaultValueDescription: String {
    let (seconds, attoseconds) = duration.components
    return attoseconds == 0 ? "\(seconds)s" : "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms"
  }
}
