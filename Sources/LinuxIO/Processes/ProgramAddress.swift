import CEpollShim

/// Addresses of instructions, as people and addr2line(1) can use them.
package enum ProgramAddress {
  /// `FILE+0xOFFSET` for an address in a file that this process has mapped, with the symbol's name where the file tells
  /// one (dladdr(3)); the bare number otherwise. A fork has everything where its parent has it.
  package static func describe(_ address: UInt64) -> String {
    var path: UnsafePointer<CChar>?
    var symbol: UnsafePointer<CChar>?
    var base: UInt = 0
    let isFound = unsafe shim_find_program_address(UInt(address), &path, &base, &symbol) == 0
    guard isFound, let path = unsafe path else { return "0x\(String(address, radix: 16))" }
    // The strings belong to the loaded file.
    let file = unsafe String(cString: path).split(separator: "/").last ?? "?"
    let place = "\(file)+0x\(String(UInt(address) - base, radix: 16))"
    guard let symbol = unsafe symbol else { return place }
    return "\(place) (\(unsafe String(cString: symbol)))"
  }
}
