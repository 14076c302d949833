import Glibc
import Testing

@testable import LinuxIO

@Suite("Places in a program")
struct ProgramAddressTests {
  private func address(of symbol: String) -> UInt64 {
    // Of a library that every program here has; the address is only looked at.
    UInt64(UInt(bitPattern: unsafe dlsym(nil, symbol)))
  }

  @Test func areDescribedAsTheirAddresses() throws {
    ProgramAddress.noteImages()
    for symbol in ["malloc", "swift_allocObject", "getaddrinfo"] {
      let address = address(of: symbol) + 1
      let place = ProgramAddress.place(of: address)
      #expect(place.image != 0 && place.offset < address)
      #expect(ProgramAddress.describe(place) == ProgramAddress.describe(address))
    }
  }

  @Test func whatIsInNoPartIsANumber() {
    ProgramAddress.noteImages()
    #expect(ProgramAddress.place(of: 16) == ProgramAddress.Place(image: 0, offset: 16))
    #expect(ProgramAddress.describe(ProgramAddress.Place(image: 0, offset: 16)) == "0x10")
    #expect(ProgramAddress.describe(ProgramAddress.Place(image: 1, offset: 16)) == "?+0x10")
  }
}
