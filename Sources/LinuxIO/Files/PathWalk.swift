import CEpollShim
import Glibc
import SystemPackage

/// Resolves a path beneath a directory one segment after another, as safely as openat2(2) does.
///
/// No call is ever given a name with a slash, a `..` or a symbolic link to follow: links are read and their targets
/// walked, and `..` in them goes back to the directory that was passed, never above the first.
struct PathWalk {
  struct Found {
    /// Where `name` is; `.` for the directory itself.
    let parent: OpenFile
    let name: String
    let status: FileStatus
  }

  private struct Step {
    let name: String
    /// Whose the file must be: set for the last segment of a link's target.
    let owner: UInt32?
  }

  private static let mostLinks = 40

  private let symlinks: SymlinkPolicy
  private let root: OpenFile
  private var passed: [OpenFile] = []
  /// The next one last.
  private var pending: [Step] = []
  private var linkCount = 0

  init(from root: OpenFile, to path: String, symlinks: SymlinkPolicy) {
    self.root = root
    self.symlinks = symlinks
    push(path, owner: nil)
  }

  private var current: OpenFile { passed.last ?? root }

  mutating func run() throws(SystemCallError) -> Found {
    while let step = pending.popLast() {
      if step.name == ".." {
        guard passed.popLast() != nil else { throw SystemCallError(call: "openat", errno: .improperLink) }
        try check(try current.status(), step)
        continue
      }
      let found = try open(step.name)
      let status = try found.status()
      try check(status, step)
      switch status.kind {
      case .symbolicLink: try follow(found, status)
      case .directory: passed.append(found)
      case .regular, .other:
        guard pending.isEmpty else { throw SystemCallError(call: "openat", errno: .notDirectory) }
        return Found(parent: current, name: step.name, status: status)
      }
    }
    return Found(parent: current, name: ".", status: try current.status())
  }

  private func open(_ name: String) throws(SystemCallError) -> OpenFile {
    let number = try SystemCall.run("openat") {
      unsafe shim_openat(current.descriptor.number, name, shim_O_PATH | O_NOFOLLOW | O_CLOEXEC)
    }
    return OpenFile(owning: Descriptor(owning: number))
  }

  private func check(_ status: FileStatus, _ step: Step) throws(SystemCallError) {
    guard let owner = step.owner, owner != status.owner else { return }
    throw SystemCallError(call: "openat", errno: .tooManySymbolicLinkLevels)
  }

  private mutating func follow(_ link: OpenFile, _ status: FileStatus) throws(SystemCallError) {
    linkCount += 1
    guard symlinks != .never, linkCount <= Self.mostLinks else {
      throw SystemCallError(call: "openat", errno: .tooManySymbolicLinkLevels)
    }
    let target = try Self.target(of: link)
    guard target.first != "/" else { throw SystemCallError(call: "readlinkat", errno: .improperLink) }
    push(target, owner: symlinks == .owner ? status.owner : nil)
  }

  private mutating func push(_ path: String, owner: UInt32?) {
    let names = path.split(separator: "/").filter { $0 != "." }
    for (index, name) in names.reversed().enumerated() {
      pending.append(Step(name: String(name), owner: index == 0 ? owner : nil))
    }
  }

  /// readlinkat(2) of a link that is open itself (O_PATH).
  private static func target(of link: OpenFile) throws(SystemCallError) -> String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = try SystemCall.run("readlinkat") {
      unsafe buffer.withUnsafeMutableBytes { bytes -> Int in
        // The array is not empty, so that it has an address.
        guard let start = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress else { return 0 }
        return unsafe readlinkat(link.descriptor.number, "", start, bytes.count)
      }
    }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
