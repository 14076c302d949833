extension JSONValue {
  package var elements: [JSONValue]? {
    guard case .array(let values) = self else { return nil }
    return values
  }

  package var stringValue: String? {
    guard case .string(let string) = self else { return nil }
    return string
  }

  package var boolValue: Bool? {
    guard case .bool(let truth) = self else { return nil }
    return truth
  }

  /// A number without a fraction that fits.
  package func integer<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
    guard case .number(let digits) = self else { return nil }
    return Number(digits)
  }

  /// A number of seconds in nanoseconds, exactly; nil for anything below zero or beyond a UInt64.
  package var nanoseconds: UInt64? {
    guard case .number(let digits) = self else { return nil }
    return DecimalText.parse(digits, digits: 9)
  }
}
