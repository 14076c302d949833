import CEpollShim
import Glibc

/// A user of this machine; passwd(5).
package struct Account: Equatable, Sendable {
  package let name: String
  package let id: UInt32
  /// The primary group.
  package let group: UInt32

  package init(name: String, id: UInt32, group: UInt32) {
    self.name = name
    self.id = id
    self.group = group
  }

  /// The account with the name `text` or, when there is none, with the number `text`, as chown(1) reads it.
  ///
  /// - Returns: Nil when there is no such account.
  /// - Throws: What getpwnam_r(3) says when the database cannot be read.
  package static func find(_ text: String) throws(SystemCallError) -> Account? {
    let byName = try unsafe search("getpwnam_r") { unsafe getpwnam_r(text, $0, $1, $2, $3) }
    if let byName { return byName }
    guard let number = AccountDatabase.number(text) else { return nil }
    return try unsafe search("getpwuid_r") { unsafe getpwuid_r(number, $0, $1, $2, $3) }
  }

  /// The user number that `text` is, whether an account has it or not.
  package static func number(_ text: String) -> UInt32? { AccountDatabase.number(text) }

  /// `primary` and every group that the database says this account belongs to, as initgroups(3) would set them.
  package func groups(primary: UInt32) -> [UInt32] {
    var room: Int32 = 64
    while true {
      var count = room
      var groups = [gid_t](repeating: 0, count: Int(room))
      // The array has `count` elements, as the call is told.
      let found = unsafe getgrouplist(name, primary, &groups, &count)
      if found >= 0 { return Array(groups.prefix(Int(count))) }
      // The call says how many there are; where it does not, twice as many are tried.
      room = max(count, room * 2)
    }
  }

  private typealias Call = (
    UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
    UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
  ) -> Int32

  private static func search(_ name: String, _ call: Call) throws(SystemCallError) -> Account? {
    try AccountDatabase.search(name) { room in
      var entry = unsafe passwd()
      var found: UnsafeMutablePointer<passwd>?
      // The entry points into the room, which outlives the copies made here.
      let failure = unsafe call(&entry, &room, room.count, &found)
      guard unsafe found != nil, let name = unsafe entry.pw_name else { return (failure, nil) }
      let account = unsafe Account(name: String(cString: name), id: entry.pw_uid, group: entry.pw_gid)
      return (failure, account)
    }
  }
}
