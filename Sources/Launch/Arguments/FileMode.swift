import ArgumentParser

/// The permissions of a file in octal, such as `0660`.
struct FileMode: ExpressibleByArgument, Equatable {
  let bits: UInt32

  init?(argument: String) {
    // Three digits and the zero that chmod(1) allows ahead of them; setuid and its kin mean nothing for a socket.
    guard (3...4).contains(argument.utf8.count), argument.utf8.allSatisfy({ (0x30...0x37).contains($0) }),
      let bits = UInt32(argument, radix: 8), bits <= 0o777
    else { return nil }
    self.bits = bits
  }

  var defaultValueDescription: String { "0" + String(bits, radix: 8) }
}
