import Glibc

enum SocketOption {
  static func set(_ number: Int32, _ level: Int32, _ option: Int32, to value: Int32) throws(SystemCallError) {
    var value = value
    try SystemCall.run("setsockopt") {
      unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
  }

  static func get(_ number: Int32, _ level: Int32, _ option: Int32) throws(SystemCallError) -> Int32 {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    try SystemCall.run("getsockopt") { unsafe getsockopt(number, level, option, &value, &length) }
    return value
  }
}
