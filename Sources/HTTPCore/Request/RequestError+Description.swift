extension RequestError {
  /// The status to answer with before the connection is closed.
  package var status: Status {
    switch self {
    case .unknownMethod, .transferEncodingUnknown: .notImplemented
    case .unsupportedVersion: .httpVersionNotSupported
    case .requestLineTooLong: .uriTooLong
    case .headerBlockTooLarge, .tooManyFields, .trailerTooLarge, .tooManyTrailerFields:
      .requestHeaderFieldsTooLarge
    case .bodyTooLarge: .contentTooLarge
    case .unknownExpectation: .expectationFailed
    default: .badRequest
    }
  }

  /// What is wrong, in a few words of ASCII fit for a log line.
  package var reason: StaticString {
    switch self {
    case .bareCarriageReturn: "CR without LF"
    case .bareLineFeed: "LF without CR"
    case .malformedMethod: "method is not a token"
    case .unknownMethod: "method is not implemented"
    case .malformedRequestLine: "request line is not method, target and version"
    case .malformedTarget: "request target holds a byte it must not"
    case .asteriskWithoutOptions: "asterisk target with a method other than OPTIONS"
    case .connectWithoutAuthority: "CONNECT target is not host and port"
    case .unsupportedScheme: "target is neither a path nor an http or https URI"
    case .malformedAuthority: "authority of the target is malformed"
    case .malformedVersion: "HTTP version is malformed"
    case .unsupportedVersion: "major HTTP version is not 1"
    case .requestLineTooLong: "request line is too long"
    case .emptyFieldName: "field name is empty"
    case .whitespaceBeforeColon: "white space between field name and colon"
    case .malformedFieldName: "field name is not a token"
    case .malformedFieldValue: "field value holds a control character"
    case .foldedField: "field line begins with white space"
    case .headerBlockTooLarge: "header section is too large"
    case .tooManyFields: "header section has too many fields"
    case .hostMissing: "Host is missing"
    case .hostRepeated: "Host occurs more than once"
    case .hostMalformed: "Host is malformed"
    case .contentLengthMalformed: "Content-Length is not a decimal number"
    case .contentLengthOverflow: "Content-Length is too large to represent"
    case .contentLengthRepeated: "Content-Length occurs more than once"
    case .transferEncodingMalformed: "Transfer-Encoding is malformed"
    case .transferEncodingUnknown: "transfer coding is not implemented"
    case .chunkedNotFinal: "chunked is not the final transfer coding"
    case .chunkedRepeated: "chunked is applied more than once"
    case .transferEncodingInHTTP10: "Transfer-Encoding in an HTTP/1.0 request"
    case .transferEncodingWithContentLength: "both Transfer-Encoding and Content-Length"
    case .unknownExpectation: "expectation other than 100-continue"
    case .bodyTooLarge: "content is too large"
    case .malformedChunkSize: "chunk size is malformed"
    case .chunkSizeOverflow: "chunk size is too large to represent"
    case .malformedChunkExtension: "chunk extension is malformed"
    case .chunkLineTooLong: "chunk line is too long"
    case .chunkExtensionsTooLong: "chunk extensions are too long"
    case .malformedChunkEnd: "chunk data is not followed by CRLF"
    case .trailerTooLarge: "trailer section is too large"
    case .tooManyTrailerFields: "trailer section has too many fields"
    }
  }

  /// The section that demands or allows the refusal.
  package var section: StaticString {
    switch self {
    case .bareCarriageReturn, .bareLineFeed: "RFC 9112 2.2"
    case .malformedMethod, .unknownMethod, .malformedRequestLine, .requestLineTooLong: "RFC 9112 3"
    case .malformedTarget: "RFC 9112 3.2"
    case .unsupportedScheme: "RFC 9112 3.2.2"
    case .connectWithoutAuthority: "RFC 9112 3.2.3"
    case .asteriskWithoutOptions: "RFC 9112 3.2.4"
    case .malformedAuthority: "RFC 9110 4.2.4"
    case .malformedVersion: "RFC 9112 2.3"
    case .unsupportedVersion: "RFC 9110 15.6.6"
    case .emptyFieldName, .malformedFieldName: "RFC 9110 5.1"
    case .whitespaceBeforeColon: "RFC 9112 5.1"
    case .malformedFieldValue: "RFC 9110 5.5"
    case .foldedField: "RFC 9112 5.2"
    case .headerBlockTooLarge, .tooManyFields, .trailerTooLarge, .tooManyTrailerFields: "RFC 6585 5"
    case .hostMissing, .hostRepeated, .hostMalformed: "RFC 9112 3.2"
    case .contentLengthMalformed, .contentLengthOverflow, .contentLengthRepeated: "RFC 9110 8.6"
    case .transferEncodingMalformed, .transferEncodingUnknown, .chunkedRepeated: "RFC 9112 6.1"
    case .transferEncodingInHTTP10, .transferEncodingWithContentLength: "RFC 9112 6.1"
    case .chunkedNotFinal: "RFC 9112 6.3"
    case .unknownExpectation: "RFC 9110 10.1.1"
    case .bodyTooLarge: "RFC 9110 15.5.14"
    case .malformedChunkSize, .chunkSizeOverflow, .malformedChunkEnd: "RFC 9112 7.1"
    case .malformedChunkExtension, .chunkLineTooLong, .chunkExtensionsTooLong: "RFC 9112 7.1.1"
    }
  }
}
