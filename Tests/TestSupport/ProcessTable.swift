import CEpollShim
import Foundation
package import LinuxIO

/// What /proc says about processes.
package enum ProcessTable {
  /// The living and the zombie children of `pid`.
  package static func children(of pid: Int32) -> [Int32] {
    text("/proc/\(pid)/task/\(pid)/children").split(separator: " ").compactMap { Int32($0) }
  }

  /// Whether `pid` exists and is not a zombie.
  package static func isAlive(_ pid: Int32) -> Bool {
    switch state(of: pid) {
    case nil, "Z", "X": false
    default: true
    }
  }

  /// The state letter of proc_pid_stat(5), nil when there is no such process.
  package static func state(of pid: Int32) -> Character? {
    let status = text("/proc/\(pid)/stat")
    return status.lastIndex(of: ")").flatMap { status[$0...].dropFirst(2).first }
  }

  /// A field of proc_pid_status(5), such as `Uid`, its numbers separated by one space; nil when there is none.
  package static func status(_ field: String, of pid: Int32) -> String? {
    text("/proc/\(pid)/status").split(separator: "\n").first { $0.hasPrefix("\(field):") }.map {
      $0.dropFirst(field.count + 1).split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
  }

  /// What each open descriptor of `pid` refers to, by number.
  package static func descriptors(of pid: Int32) -> [Int32: String] {
    let folder = "/proc/\(pid)/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.reduce(into: [:]) { table, name in
      guard let number = Int32(name) else { return }
      table[number] = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
    }
  }

  /// How many descriptors the epoll instance of `pid` watches; proc_pid_fdinfo(5).
  package static func watchedCount(by pid: Int32) -> Int {
    descriptors(of: pid).filter { $0.value == "anon_inode:[eventpoll]" }.keys.reduce(0) { sum, number in
      sum + text("/proc/\(pid)/fdinfo/\(number)").split(separator: "\n").count { $0.hasPrefix("tfd:") }
    }
  }

  /// Whether `pid` waits for something and has not run for a while: then it has done all that there was to do.
  ///
  /// It sleeps, twice in a row, and has not been scheduled in between; proc_pid_status(5).
  package static func isAtRest(_ pid: Int32) -> Bool {
    let first = switchesWhileAsleep(pid)
    Pause.block(for: .milliseconds(20))
    return first != nil && first == switchesWhileAsleep(pid)
  }

  /// How often it has given up its processor; nil while it runs.
  private static func switchesWhileAsleep(_ pid: Int32) -> Substring? {
    let lines = text("/proc/\(pid)/status").split(separator: "\n")
    guard lines.contains(where: { $0.hasPrefix("State:\tS") }) else { return nil }
    return lines.first { $0.hasPrefix("voluntary_ctxt_switches") }
  }

  /// Copies of every descriptor of `pid`, one of this process's children, as a fork of it would hold; pidfd_getfd(2).
  package static func copyDescriptors(of pid: Int32) throws -> [OpenFile] {
    let process = Descriptor(owning: try SystemCall.run("pidfd_open") { shim_pidfd_open(pid) })
    return try descriptors(of: pid).keys.map { number in
      OpenFile(
        owning: Descriptor(
          owning: try SystemCall.run("pidfd_getfd") { shim_pidfd_getfd(process.number, number) }))
    }
  }

  /// Memory that `pid` shares with nobody, in bytes.
  package static func privateMemory(of pid: Int32) -> Int {
    text("/proc/\(pid)/smaps_rollup").split(separator: "\n").reduce(0) { sum, line in
      guard line.hasPrefix("Private_") else { return sum }
      return sum + (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
  }

  /// The milliseconds for which `pid` waits in epoll_wait(2) or epoll_pwait(2), -1 for no limit; nil while it runs.
  package static func waitLimit(of pid: Int32) -> Int32? {
    let words = text("/proc/\(pid)/syscall").split(separator: " ")
    guard words.count > 4, let limit = UInt64(words[4].dropFirst(2), radix: 16) else { return nil }
    return Int32(truncatingIfNeeded: limit)
  }

  /// The most memory that `pid` has had of its own and of others at any moment, in bytes (VmHWM).
  package static func peakMemory(of pid: Int32) -> Int? {
    text("/proc/\(pid)/status").split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      .flatMap { line in Int(line.filter { $0.isNumber }) }.map { $0 * 1024 }
  }

  /// The system call that `pid` is blocked in, nil while it runs; proc_pid_syscall(5).
  package static func systemCall(of pid: Int32) -> Int? {
    text("/proc/\(pid)/syscall").split(separator: " ").first.flatMap { Int($0) }
  }

  /// The number of epoll_wait(2) here.
  package static var epollWait: Int { shim_SYS_epoll_wait }

  /// The number of clock_nanosleep(2) here, in which ``LinuxIO/Pause`` blocks.
  package static var sleep: Int { shim_SYS_clock_nanosleep }

  /// Processor time that `pid` has used, in hundredths of a second; proc_pid_stat(5).
  package static func cpuTicks(of pid: Int32) -> Int {
    let status = text("/proc/\(pid)/stat")
    guard let end = status.lastIndex(of: ")") else { return 0 }
    let fields = status[end...].split(separator: " ")
    guard fields.count > 13 else { return 0 }
    return (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0)
  }

  /// How many threads `pid` has.
  package static func threadCount(of pid: Int32) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task"))?.count ?? 0
  }

  private static func text(_ path: String) -> String {
    // String(contentsOfFile:) stops after the first page of a /proc file, whose size is said to be zero.
    let data = try? FileHandle(forReadingAtPath: path)?.readToEnd()
    return String(decoding: data ?? Data(), as: UTF8.self)
  }
}
