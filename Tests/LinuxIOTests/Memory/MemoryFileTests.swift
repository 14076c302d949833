import CEpollShim
import Glibc
import SystemPackage
import Testing

@testable import LinuxIO

@Suite("Bytes for a program that is executed")
struct MemoryFileTests {
  private func copy(_ number: Int32) throws -> Descriptor {
    Descriptor(owning: try SystemCall.run("dup") { dup(number) })
  }

  @Test(arguments: [0, 1, 4096, 300_000]) func areReadAsTheyWereWritten(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    let file = try MemoryFile(bytes)
    #expect(try MemoryFile.contents(of: copy(file.number), limit: count) == bytes)
  }

  @Test func cannotBeChanged() throws {
    let file = try MemoryFile([1, 2, 3])
    var byte: UInt8 = 9
    #expect(unsafe pwrite(file.number, &byte, 1, 0) == -1 && ftruncate(file.number, 1) == -1)
    #expect(try MemoryFile.contents(of: copy(file.number), limit: 3) == [1, 2, 3])
  }

  @Test func tooMuchIsRefused() throws {
    let file = try MemoryFile([1, 2, 3])
    #expect(throws: SystemCallError(call: "read", errno: .fileTooLarge)) {
      try MemoryFile.contents(of: copy(file.number), limit: 2)
    }
  }

  @Test func whatOthersCouldChangeIsRefused() throws {
    let pair = try SocketPair()
    #expect(throws: SystemCallError.self) { try MemoryFile.contents(of: copy(pair.childNumber), limit: 9) }
    #expect(throws: SystemCallError.self) { try MemoryFile.contents(of: Descriptor.reserve(), limit: 9) }
  }

  @Test func sharedMemoryKeepsItsSize() throws {
    let memory = try SharedMemory(minimumBytes: 5000)
    #expect(ftruncate(memory.descriptorNumber, 0) == -1)
    #expect(shim_is_size_sealed(memory.descriptorNumber) == 1)
  }
}
