import Prefork

try Prefork.serveAsync { _ in
  await Task.yield()
  return .text("Hello, world\n")
}
