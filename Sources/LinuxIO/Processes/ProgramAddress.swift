import CEpollShim

/// Addresses of instructions, as people and addr2line(1) can use them.
package enum ProgramAddress {
  /// A place in a program that another execution of it finds, too, wherever the kernel has put its parts there.
  package struct Place: Equatable, Sendable {
    /// Tells the program or the library; 0 where ``offset`` is an address that this process and its forks share.
    package let image: UInt64
    package let offset: UInt64

    package init(image: UInt64, offset: UInt64) {
      self.image = image
      self.offset = offset
    }
  }

  /// Notes where the parts of this execution are, for ``place(of:)``. Only for a process that is described by another
  /// execution.
  package static func noteImages() { shim_note_images() }

  /// Where an address lies. May be called in a signal handler.
  package static func place(of address: UInt64) -> Place {
    var offset: UInt = 0
    let image = unsafe shim_find_image(UInt(address), &offset)
    return Place(image: image, offset: image == 0 ? address : UInt64(offset))
  }

  /// As ``describe(_:)``, for a place in another execution of this program.
  package static func describe(_ place: Place) -> String {
    guard place.image != 0 else { return describe(place.offset) }
    var base: UInt = 0
    guard unsafe shim_find_image_base(place.image, &base) == 0 else {
      return "?+0x\(String(place.offset, radix: 16))"
    }
    return describe(UInt64(base) &+ place.offset)
  }

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
