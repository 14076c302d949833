import Prefork

try Prefork.serve(UploadService())
