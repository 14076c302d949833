import Prefork

try Prefork.serve(Crashing())
