import SystemPackage

/// How much memory a process holds; proc_pid_smaps_rollup(5).
package enum ProcessMemory {
  /// Memory that `pid` shares with nobody, in bytes; nil when there is no such process, or it is another user's.
  package static func privateBytes(of pid: Int32) -> UInt64? {
    guard let text = try? OpenFile.contents(ofFile: "/proc/\(pid)/smaps_rollup") else { return nil }
    // Lines such as "Private_Dirty:       228 kB".
    return text.split(separator: UInt8(ascii: "\n")).reduce(0) { sum, line in
      guard line.starts(with: "Private_".utf8) else { return sum }
      let digits = line.filter { (0x30...0x39).contains($0) }
      return sum + (UInt64(String(decoding: digits, as: UTF8.self)) ?? 0) * 1024
    }
  }
}
