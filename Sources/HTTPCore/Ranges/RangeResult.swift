/// What a Range field asks for, RFC 9110 14.2.
package enum RangeResult {
  /// Answer as if the field were not there: another unit, a syntax error, or a set of ranges that is out of
  /// proportion.
  case ignored
  /// Answer 416: the set is well-formed, and none of its ranges overlaps the representation.
  case unsatisfiable
  /// Answer 206 with these.
  case satisfiable(ByteRanges)
}
