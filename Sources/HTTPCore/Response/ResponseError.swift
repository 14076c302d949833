/// Why a response head, or a part of it, was not written. The buffer is left as it was.
package enum ResponseError: Error, Equatable {
  /// The field name is not a token, RFC 9110 5.1.
  case malformedName
  /// The field value holds a control character other than HTAB, RFC 9110 5.5.
  case malformedValue
  /// The field frames the message or is written by ``ResponseHead`` itself.
  case reservedName
  /// The buffer may not grow enough.
  case bufferFull
}
