/// Why a series cannot be kept.
package enum MetricTableError: UInt8, Error, Sendable, CaseIterable, CustomStringConvertible {
  /// All entries are taken.
  case full
  /// Name and labels together have more than ``MetricTable/textLimit`` bytes.
  case tooLong
  /// The name, or one of the sample names that come with it, belongs to a metric of another kind.
  case nameInUse
  /// The name is one of the server's own.
  case reserved

  package var description: String {
    switch self {
    case .full: "there is room for \(MetricTable.defaultCapacity) series of name and labels"
    case .tooLong: "name and labels have more than \(MetricTable.textLimit) bytes"
    case .nameInUse: "the name belongs to a metric of another kind"
    case .reserved: "the name is one of the server's"
    }
  }
}
