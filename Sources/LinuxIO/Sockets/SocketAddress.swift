import CEpollShim
import Glibc

/// Where a listener is bound or a peer is found: an IPv4 or IPv6 address with its port, or the path of a unix socket.
package struct SocketAddress: Equatable, Sendable, CustomStringConvertible {
  private var storage: sockaddr_storage
  private let length: socklen_t

  /// Finds the address that `text` names: `HOST:PORT`, where HOST is an IPv4 address, an IPv6 address in brackets, a
  /// name, or `*` for every IPv4 address of the machine, and PORT is 0...65535 (0: the kernel chooses); or `unix:PATH`.
  package init(parsing text: String) throws(SocketAddressError) {
    if text.hasPrefix("unix:") {
      try self.init(path: String(text.dropFirst(5)))
    } else {
      try self.init(resolving: text)
    }
  }

  private init(resolving text: String) throws(SocketAddressError) {
    let (host, port) = try Self.split(text)
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = host.contains(":") ? AF_INET6 : AF_UNSPEC
    unsafe hints.ai_socktype = shim_SOCK_STREAM
    unsafe hints.ai_flags = AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    let failure = unsafe getaddrinfo(host == "*" ? "0.0.0.0" : host, String(port), &hints, &found)
    // getaddrinfo's list lives until the freeaddrinfo below; the first entry is copied out before.
    guard failure == 0, let first = unsafe found, let address = unsafe first.pointee.ai_addr else {
      throw .unresolvable(host: host, reason: unsafe String(cString: gai_strerror(failure)))
    }
    defer { unsafe freeaddrinfo(first) }
    let size = unsafe first.pointee.ai_addrlen
    var copy = sockaddr_storage()
    unsafe withUnsafeMutableBytes(of: &copy) { bytes in
      unsafe bytes.copyMemory(
        from: UnsafeRawBufferPointer(start: address, count: min(bytes.count, Int(size))))
    }
    length = size
    storage = copy
  }

  /// The address of a unix socket with that name in the file system; unix(7).
  package init(path: String) throws(SocketAddressError) {
    let bytes = Array(path.utf8)
    guard !bytes.isEmpty, !bytes.contains(0) else { throw .malformed("unix:\(path)") }
    // The name ends with a zero byte, for which room has to be left.
    guard bytes.count < Self.pathCapacity else { throw .pathTooLong(path, limit: Self.pathCapacity - 1) }
    var storage = sockaddr_storage()
    storage.ss_family = sa_family_t(AF_UNIX)
    // The path fits into sockaddr_un, which is smaller than the storage; what follows it is zero already.
    unsafe withUnsafeMutableBytes(of: &storage) { room in
      for (index, byte) in bytes.enumerated() { unsafe room[Self.pathOffset + index] = byte }
    }
    self.storage = storage
    length = socklen_t(Self.pathOffset + bytes.count + 1)
  }

  /// Takes a structure of one of the address families, all of which fit into sockaddr_storage.
  init(copying parts: some AddressStructure) {
    var storage = sockaddr_storage()
    // A C structure of numbers.
    unsafe withUnsafeMutableBytes(of: &storage) { room in
      unsafe withUnsafeBytes(of: parts) { unsafe room.copyMemory(from: $0) }
    }
    self.storage = storage
    length = socklen_t(MemoryLayout.size(ofValue: parts))
  }

  /// The address of a unix socket in the abstract namespace of Linux, which no file stands for; unix(7).
  package init(abstractName name: String) throws(SocketAddressError) {
    let bytes = Array(name.utf8)
    guard !bytes.isEmpty else { throw .malformed("@\(name)") }
    guard bytes.count < Self.pathCapacity else {
      throw .pathTooLong("@\(name)", limit: Self.pathCapacity - 1)
    }
    var storage = sockaddr_storage()
    storage.ss_family = sa_family_t(AF_UNIX)
    // The name fits into sockaddr_un, behind the zero byte that marks it as abstract.
    unsafe withUnsafeMutableBytes(of: &storage) { room in
      for (index, byte) in bytes.enumerated() { unsafe room[Self.pathOffset + 1 + index] = byte }
    }
    self.storage = storage
    // Here the length alone ends the name.
    length = socklen_t(Self.pathOffset + 1 + bytes.count)
  }

  private static let pathOffset = MemoryLayout<sa_family_t>.size
  private static let pathCapacity = MemoryLayout<sockaddr_un>.size - pathOffset

  /// Asks the kernel; used with getsockname(2), getpeername(2) and accept4(2).
  init?(filledBy fill: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      // sockaddr_storage exists to be seen as any sockaddr; its size and alignment suit all of them.
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe fill($0, &length) }
    }
    guard result == 0 else { return nil }
    self.storage = storage
    self.length = length
  }

  /// The address family, for socket(2).
  var family: Int32 { Int32(storage.ss_family) }

  func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    unsafe withUnsafePointer(to: storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
    }
  }

  /// The port in host byte order, 0 for a unix socket.
  package var port: UInt16 { isUnix ? 0 : UInt16(numericParts.port) ?? 0 }

  /// `HOST:PORT` in numbers, IPv6 in brackets; `unix:PATH`.
  package var description: String {
    if isUnix { return "unix:\(path ?? "")" }
    let (host, port) = numericParts
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  package static func == (left: SocketAddress, right: SocketAddress) -> Bool {
    left.description == right.description
  }

  private var numericParts: (host: String, port: String) {
    var host = [CChar](repeating: 0, count: 64)
    var service = [CChar](repeating: 0, count: 8)
    let result = unsafe withSockaddr { address, length in
      unsafe getnameinfo(
        address, length, &host, socklen_t(host.count), &service, socklen_t(service.count),
        NI_NUMERICHOST | NI_NUMERICSERV)
    }
    guard result == 0 else { return ("?", "0") }
    return (Self.text(host), Self.text(service))
  }

  private static func text(_ bytes: [CChar]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func split(_ text: String) throws(SocketAddressError) -> (host: String, port: UInt16) {
    guard let colon = text.lastIndex(of: ":") else { throw .malformed(text) }
    var host = String(text[..<colon])
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits) else {
      throw .malformed(text)
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard host.contains(":") else { throw .malformed(text) }
    } else if host.contains(":") {
      throw .malformed(text)
    }
    guard !host.isEmpty else { throw .malformed(text) }
    return (host, port)
  }
}

/// A C structure of one address family.
protocol AddressStructure {}
extension sockaddr_in: AddressStructure {}
extension sockaddr_in6: AddressStructure {}
