import HTTPTypes

/// The parts of a request's target.
struct RequestTarget {
  private let target: String
  private let mark: String.Index?

  init(_ head: HTTPRequest) {
    target = head.path ?? "/"
    mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
  }

  var path: String { mark.map { String(target[..<$0]) } ?? target }

  var query: String? { mark.map { String(target[target.utf8.index(after: $0)...]) } }

  var pathComponents: [String] {
    target[..<(mark ?? target.endIndex)].split(separator: "/").map { PercentEncoding.decode($0.utf8) }
  }
}
