import Prefork

try Prefork.serve(EventService())
