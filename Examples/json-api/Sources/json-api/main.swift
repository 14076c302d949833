import Prefork

try Prefork.serve(BookService())
