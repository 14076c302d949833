import Hummingbird
import Routes

try await makeApplication().runService()
