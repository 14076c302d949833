import Prefork

try Prefork.serve(Hello())
