import HTTPCore
import HTTPTypes

extension RequestHead {
  /// What was parsed, as values of swift-http-types.
  borrowing func request(in bytes: borrowing RawSpan) -> HTTPRequest {
    let path = path.isEmpty ? "/" : bytes.text(path)
    let query = query.map { "?" + bytes.text($0) } ?? ""
    var request = HTTPRequest(
      method: HTTPRequest.Method("\(method.token)") ?? .get, scheme: "http",
      authority: authority.map { bytes.text($0) }, path: path + query)
    request.headerFields.reserveCapacity(fieldCount)
    for index in 0..<fieldCount {
      let field = field(at: index)
      // The parser has let tokens pass only, which is what a name must be.
      guard let name = HTTPField.Name(bytes.text(field.name)) else { continue }
      request.headerFields.append(HTTPField(name: name, value: bytes.array(field.value)))
    }
    return request
  }
}

extension RawSpan {
  fileprivate func text(_ extent: Extent) -> String {
    // The bytes are copied while the span borrows them.
    unsafe extracting(extent).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }

  fileprivate func array(_ extent: Extent) -> [UInt8] {
    // As above.
    unsafe extracting(extent).withUnsafeBytes { unsafe Array($0) }
  }
}
