import Testing

@testable import BuiltinHandlers

@Suite("Cache-Control rules, RFC 9111 5.2")
struct CacheControlRulesTests {
  private func value(_ path: String, _ rules: String...) throws -> String? {
    var parsed = CacheControlRules()
    for rule in rules { try parsed.add(rule) }
    // An array of bytes has no padding.
    return parsed.value(for: unsafe Array(path.utf8).span.bytes)
  }

  @Test func theFirstRuleThatFitsCounts() throws {
    let rules = [".css,.js=public, max-age=3600", "/assets/ = max-age=60", "*=no-cache"]
    func value(_ path: String) throws -> String? { try self.value(path, rules[0], rules[1], rules[2]) }
    #expect(try value("a.css") == "public, max-age=3600")
    #expect(try value("assets/A.JS") == "public, max-age=3600")
    #expect(try value("assets/x.png") == "max-age=60")
    #expect(try value("assets") == "no-cache")
    #expect(try value("") == "no-cache")
  }

  @Test func aFileThatFitsNoneHasNone() throws {
    #expect(try value("a.css", ".js=no-store") == nil)
    #expect(try value("css", ".css=no-store") == nil)
    #expect(try value("a.css") == nil)
  }

  @Test(arguments: [
    ("no-cache", CacheControlError.missingValue(rule: "no-cache")), ("*=", .missingValue(rule: "*=")),
    ("*= ", .missingValue(rule: "*= ")), ("*=a\r\nb", .malformedValue(rule: "*=a\r\nb")),
    ("css=a", .malformedPattern("css", rule: "css=a")), ("=a", .malformedPattern("", rule: "=a")),
    (".css,=a", .malformedPattern("", rule: ".css,=a")), (".=a", .malformedPattern(".", rule: ".=a")),
  ])
  func refusesWhatIsNoRule(rule: String, error: CacheControlError) {
    var rules = CacheControlRules()
    #expect(throws: error) { try rules.add(rule) }
    #expect(rules == CacheControlRules())
  }
}
