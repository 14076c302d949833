import CEpollShim
import Glibc
import SystemPackage

extension File {
  /// The names in a directory, in no order, without `.` and `..` and without those that are not UTF-8;
  /// `limit` of them at most.
  ///
  /// - Throws: ENOTDIR when this is not a directory.
  package consuming func entries(limit: Int) throws(SystemCallError) -> [DirectoryEntry] {
    let descriptor = takeDescriptor()
    guard let stream = unsafe fdopendir(descriptor.number) else {
      throw SystemCallError(call: "fdopendir", errno: SystemCall.lastErrno)
    }
    // The stream owns the number from here on; closedir(3) closes it.
    let number = descriptor.release()
    defer { unsafe closedir(stream) }
    var entries: [DirectoryEntry] = []
    while entries.count < limit, let name = try unsafe Self.nextName(of: stream) {
      guard name != ".", name != "..", !name.isEmpty else { continue }
      var status = stat()
      // A name may be gone again by now.
      guard unsafe fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      entries.append(DirectoryEntry(name: name, status: FileStatus(status)))
    }
    return entries
  }

  /// Empty for a name that is not UTF-8, nil at the end.
  private static func nextName(of stream: OpaquePointer) throws(SystemCallError) -> String? {
    // readdir(3) tells its end from a failure by errno alone.
    Glibc.errno = 0
    guard let entry = unsafe readdir(stream) else {
      let reason = SystemCall.lastErrno
      guard reason.rawValue == 0 else { throw SystemCallError(call: "readdir", errno: reason) }
      return nil
    }
    // The name ends with a NUL within the entry, which is valid until the next call.
    return unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
      unsafe name.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
        unsafe String(validatingCString: $0) ?? ""
      }
    }
  }
}
