import PreforkHummingbird
import Routes

try PreforkHummingbird.serve { try makeApplication() }
