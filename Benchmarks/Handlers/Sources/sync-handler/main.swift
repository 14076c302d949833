import Prefork

try Prefork.serve { _ in .text("Hello, world\n") }
