import Prefork

try Prefork.serve { request in
  // Beyond the end, which traps.
  if request.path == "/trap" { return .text("\([Int]()[request.path.count])") }
  return .text("Hello, world\n")
}
