/// Why a request is refused. The connection cannot be used for another request after any of these.
package enum RequestError: UInt8, Error, CaseIterable {
  // Anywhere in a head, or in the framing of a chunked body
  case bareCarriageReturn
  case bareLineFeed

  // Request line
  case malformedMethod
  case unknownMethod
  case malformedRequestLine
  case malformedTarget
  case asteriskWithoutOptions
  case connectWithoutAuthority
  case unsupportedScheme
  case malformedAuthority
  case malformedVersion
  case unsupportedVersion
  case requestLineTooLong

  // Header section
  case emptyFieldName
  case whitespaceBeforeColon
  case malformedFieldName
  case malformedFieldValue
  case foldedField
  case headerBlockTooLarge
  case tooManyFields

  // Host
  case hostMissing
  case hostRepeated
  case hostMalformed

  // Framing
  case contentLengthMalformed
  case contentLengthOverflow
  case contentLengthRepeated
  case transferEncodingMalformed
  case transferEncodingUnknown
  case chunkedNotFinal
  case chunkedRepeated
  case transferEncodingInHTTP10
  case transferEncodingWithContentLength
  case unknownExpectation

  // Body
  case bodyTooLarge
  case malformedChunkSize
  case chunkSizeOverflow
  case malformedChunkExtension
  case chunkLineTooLong
  case chunkExtensionsTooLong
  case malformedChunkEnd
  case trailerTooLarge
  case tooManyTrailerFields
}
