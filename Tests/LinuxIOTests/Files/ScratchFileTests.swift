import SystemPackage
import Testing

@testable import LinuxIO

@Suite struct ScratchFileTests {
  private func append(_ bytes: [UInt8], to file: ScratchFile) throws {
    // An array of bytes has no padding.
    try file.append(unsafe bytes.span.bytes)
  }

  @Test(arguments: [["/tmp"], ["/proc/self", "/tmp"], ["/nowhere"]]) func whatIsWrittenCanBeRead(
    folders: [String]
  )
    throws
  {
    let file = try ScratchFile(folders: folders)
    try append([1, 2, 3], to: file)
    try append([4], to: file)
    #expect(file.count == 4 && file.file.descriptor.number > 2)
    #expect(try file.file.status().size == 4)
  }

  /// Memory is no place for what clients may make as large as the body's limit, on as many connections as there are.
  @Test func fewBytesAreKeptWhereNoFolderTakesFiles() throws {
    let file = try ScratchFile(folders: ["/nowhere"])
    let half = [UInt8](repeating: 0, count: Int(ScratchFile.mostInMemory / 2))
    try append(half, to: file)
    try append(half, to: file)
    #expect(throws: SystemCallError(call: "write", errno: .noSpace)) { try append([0], to: file) }
    let onDisk = try ScratchFile(folders: ["/tmp"])
    for _ in 0..<3 { try append(half, to: onDisk) }
    #expect(onDisk.count == 3 * ScratchFile.mostInMemory / 2)
  }
}
