import Glibc

enum SocketOption {
  static func set(_ number: Int32, _ level: Int32, _ option: Int32, to value: Int32) throws(SystemCallError) {
    var value = value
    try SystemCall.run("setsockopt") {
      unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
  }

  /// The value of an option; nil where the descriptor is no socket that has it.
  static func value(_ number: Int32, _ level: Int32, _ option: Int32) -> Int32? {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe getsockopt(number, level, option, &value, &length) == 0 else { return nil }
    return value
  }
}
