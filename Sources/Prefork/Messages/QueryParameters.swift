/// Names and values as `application/x-www-form-urlencoded` has them: in a query, or in the content of a form.
public struct QueryParameters: Sendable, Hashable, RandomAccessCollection {
  /// One parameter.
  public struct Parameter: Sendable, Hashable {
    /// Its name, decoded.
    public let name: String
    /// Its value, decoded; empty where there is no equals sign.
    public let value: String
  }

  private let parameters: [Parameter]

  /// Parses parameters.
  ///
  /// - Parameter encoded: `a=1&b=2`. What is malformed stays as it is; parts that are empty are left out.
  public init(_ encoded: some StringProtocol) {
    parameters = encoded.utf8.split(separator: UInt8(ascii: "&")).map { part in
      let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      return Parameter(
        name: PercentEncoding.decode(sides[0], plusIsSpace: true),
        value: sides.count > 1 ? PercentEncoding.decode(sides[1], plusIsSpace: true) : "")
    }
  }

  /// 0
  public var startIndex: Int { parameters.startIndex }
  /// The number of parameters.
  public var endIndex: Int { parameters.endIndex }
  /// The parameter at a position, 0 through ``endIndex`` - 1.
  public subscript(position: Int) -> Parameter { parameters[position] }

  /// The first value with that name; nil without one.
  public subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

  /// Every value with that name, in the order received.
  public func values(of name: String) -> [String] { parameters.filter { $0.name == name }.map(\.value) }
}
