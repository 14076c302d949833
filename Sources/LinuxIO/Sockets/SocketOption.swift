import Glibc

enum SocketOption {
  static func set(_ number: Int32, _ level: Int32, _ option: Int32, to value: Int32) throws(SystemCallError) {
    var value = value
    try SystemCall.run("setsockopt") {
      unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
  }
}
