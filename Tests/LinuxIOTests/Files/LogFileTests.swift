import CEpollShim
import Glibc
import LinuxIO
import SystemPackage
import Testing

@Suite("A log file", .serialized)
struct LogFileTests {
  /// A folder of its own, removed with the object.
  private final class Folder {
    let path: String

    init() throws {
      var name = Array("/tmp/prefork-log-XXXXXX".utf8CString)
      // The array outlives the call.
      let made = unsafe name.withUnsafeMutableBufferPointer { buffer -> String? in
        guard let start = buffer.baseAddress, let made = unsafe mkdtemp(start) else { return nil }
        return unsafe String(cString: made)
      }
      path = try #require(made)
    }

    deinit {
      for name in ["log", "log.1", "fifo"] { unsafe unlink("\(path)/\(name)") }
      unsafe rmdir(path)
    }

    func lines(_ name: String = "log") throws -> [String] {
      let bytes = try OpenFile.contents(ofFile: "\(path)/\(name)")
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.isEmpty || text.hasSuffix("\n"))
      return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
  }

  private func append(_ text: String, _ writer: LineWriter) -> Int {
    let bytes = Array((text + "\n").utf8)
    return writer.append(unsafe bytes.span.bytes)
  }

  @Test func appendedLinesWaitForTheFlushAndGoInOneWrite() throws {
    let folder = try Folder()
    let writer = LineWriter(to: try LogFile(appendingTo: folder.path + "/log"))
    #expect(append("one", writer) == 4 && append("two", writer) == 8)
    #expect(try folder.lines() == [])
    #expect(writer.flush() == LineWriter.Status(pendingBytes: 0, lostLines: 0, failure: nil))
    #expect(try folder.lines() == ["one", "two"])
  }

  @Test func aRotatedFileLosesNoLine() throws {
    let folder = try Folder()
    let file = try LogFile(appendingTo: folder.path + "/log")
    let writer = LineWriter(to: file)
    writer.write("before")
    let renamed = unsafe rename(folder.path + "/log", folder.path + "/log.1")
    #expect(renamed == 0)
    writer.write("between")
    let number = file.number
    try file.reopen()
    writer.write("after")
    #expect(try folder.lines("log.1") == ["before", "between"] && folder.lines() == ["after"])
    // Neither the number nor its flag has changed, so that a program that is started does not inherit it.
    #expect(file.number == number && shim_fcntl(number, F_GETFD, 0) == FD_CLOEXEC)
  }

  @Test func aFileThatCannotBeReopenedStaysInUse() throws {
    let folder = try Folder()
    let file = try LogFile(appendingTo: folder.path + "/log")
    let renamed = unsafe rename(folder.path + "/log", folder.path + "/log.1")
    #expect(renamed == 0)
    let made = unsafe mkdir(folder.path + "/log", 0o700)
    #expect(made == 0)
    #expect(throws: SystemCallError(call: "open", errno: .isDirectory)) { try file.reopen() }
    LineWriter(to: file).write("still here")
    #expect(try folder.lines("log.1") == ["still here"])
    unsafe rmdir(folder.path + "/log")
  }

  /// O_APPEND alone would not do: a line that is written in two pieces has others' between them.
  @Test func manyProcessesWriteWholeLines() throws {
    let folder = try Folder()
    let file = try LogFile(appendingTo: folder.path + "/log")
    let (processes, count) = (8, 2500)
    var children: [Int32] = []
    for process in 0..<processes {
      switch try Fork.split() {
      case .child:
        let writer = LineWriter(to: file)
        for number in 0..<count {
          let filler = String(repeating: "x", count: number % 200)
          if append("\(process) \(number) \(filler) end", writer) > 8192 { writer.flush() }
        }
        Fork.exit(writer.flush().pendingBytes == 0 ? 0 : 1)
      case .parent(let pid): children.append(pid)
      }
    }
    for child in children {
      var status: Int32 = -1
      try SystemCall.run("waitpid") { unsafe waitpid(child, &status, 0) }
      #expect(status == 0)
    }
    var next = [Int](repeating: 0, count: processes)
    for line in try folder.lines() {
      let words = line.split(separator: " ")
      let process = try #require(words.first.flatMap { Int($0) })
      let number = next[process]
      #expect(line == "\(process) \(number) \(String(repeating: "x", count: number % 200)) end")
      next[process] += 1
    }
    #expect(next.allSatisfy { $0 == count })
  }

  @Test func aFifoWithoutReaderStopsNothing() throws {
    let folder = try Folder()
    let made = unsafe mkfifo(folder.path + "/fifo", 0o600)
    #expect(made == 0)
    let writer = LineWriter(
      to: try LogFile(appendingTo: folder.path + "/fifo"), capacity: 1 << 14, tellsLosses: false)
    let line = String(repeating: "x", count: 999)
    for _ in 0..<1000 { if append(line, writer) > 8192 { writer.flush() } }
    let status = writer.flush()
    #expect(status.lostLines > 800 && status.failure == nil && status.pendingBytes <= 1 << 14)
    // A reader that comes later finds whole lines.
    let reader = try SystemCall.run("open") {
      unsafe shim_open(folder.path + "/fifo", O_RDONLY | O_NONBLOCK, 0)
    }
    defer { close(reader) }
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    let count = unsafe read(reader, &buffer, buffer.count)
    let lines = String(decoding: buffer[..<max(0, count)], as: UTF8.self).split(separator: "\n")
    #expect(lines.count > 10 && lines.allSatisfy { $0 == line })
    #expect(append("last", writer) > 0 && writer.flush().pendingBytes == 0)
  }

  /// RLIMIT_FSIZE makes a short write and then a failure, as a full disk does.
  @Test func aFullDiskCutsOneLineOnly() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      let folder = try Folder()
      let writer = LineWriter(
        to: try LogFile(appendingTo: folder.path + "/log"), capacity: 64, tellsLosses: false)
      func add(_ text: String) -> Int {
        let bytes = Array((text + "\n").utf8)
        return writer.append(unsafe bytes.span.bytes)
      }
      var limit = rlimit(rlim_cur: 15, rlim_max: rlim_t.max)
      try SystemCall.run("setrlimit") { unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) }
      _ = (add("0123456789"), add("cut in two"), add("waits"))
      #expect(writer.flush() == LineWriter.Status(pendingBytes: 7, lostLines: 1, failure: .fileTooLarge))
      // Nothing is lost by trying again, and more than the buffer holds is counted.
      #expect(writer.flush().lostLines == 1)
      for _ in 0..<20 { _ = add("too many of them") }
      let lost = writer.flush().lostLines
      #expect(lost == 1 + 17)
      limit.rlim_cur = rlim_t.max
      try SystemCall.run("setrlimit") { unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) }
      #expect(writer.flush() == LineWriter.Status(pendingBytes: 0, lostLines: lost, failure: nil))
      #expect(
        try folder.lines() == ["0123456789", "cut ", "waits"] + Array(repeating: "too many of them", count: 3)
      )
    }
  }
}
