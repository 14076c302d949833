import CEpollShim
import Glibc

/// A group of this machine; group(5).
package struct AccountGroup: Equatable, Sendable {
  package let name: String
  package let id: UInt32

  package init(name: String, id: UInt32) {
    self.name = name
    self.id = id
  }

  /// The group with the name `text`; when there is none, the group with the number `text`, be it listed or not.
  ///
  /// - Returns: Nil when `text` is neither a known name nor a number.
  /// - Throws: What getgrnam_r(3) says when the database cannot be read.
  package static func find(_ text: String) throws(SystemCallError) -> AccountGroup? {
    let group = try AccountDatabase.search("getgrnam_r") { room in
      var entry = unsafe Glibc.group()
      var found: UnsafeMutablePointer<Glibc.group>?
      // The entry points into the room, which outlives the copies made here.
      let failure = unsafe getgrnam_r(text, &entry, &room, room.count, &found)
      guard unsafe found != nil, let name = unsafe entry.gr_name else {
        return (failure, AccountGroup?.none)
      }
      return (failure, unsafe AccountGroup(name: String(cString: name), id: entry.gr_gid))
    }
    return group ?? AccountDatabase.number(text).map { AccountGroup(name: text, id: $0) }
  }
}
