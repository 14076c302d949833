import HTTPCore
import Testing

/// RFC 9110 8.3
struct MediaTypesTests {
  @Test("The built-in table is large, well-formed and without contradictions")
  func builtIn() {
    let types = MediaTypes.builtIn()
    #expect(types.count >= 200)
    // The last line of the table: what stands ahead of it has been read as well.
    #expect(withBytes("a.usdz") { types.type(ofFile: $0) } == "model/vnd.usdz+zip")
  }

  @Test(
    "Files are typed by their extension",
    arguments: [
      ("index.html", "text/html; charset=utf-8"), ("a/b.c/site.CSS", "text/css; charset=utf-8"),
      ("app.mjs", "text/javascript; charset=utf-8"), ("data.json", "application/json"),
      ("logo.svg", "image/svg+xml"), ("a.tar.gz", "application/gzip"), ("x.woff2", "font/woff2"),
      ("m.wasm", "application/wasm"), ("p.webmanifest", "application/manifest+json"),
      ("i.avif", "image/avif"),
      ("f.ico", "image/vnd.microsoft.icon"), ("t.txt", "text/plain; charset=utf-8"),
      (".hidden.png", "image/png"),
    ])
  func lookup(_ path: String, _ expected: String) {
    let types = MediaTypes.builtIn()
    #expect(withBytes(path) { types.type(ofFile: $0) } == expected)
  }

  @Test(
    "Files without a known extension have no type",
    arguments: [
      "", "README", "a.b/README", ".html", "a/.html", "a.", "a.unknown", "a.htmlhtmlhtmlhtmlhtml", ".",
    ])
  func unknown(_ path: String) {
    let types = MediaTypes.builtIn()
    #expect(withBytes(path) { types.type(ofFile: $0) } == nil)
  }

  @Test("A file in the format of mime.types adds to the table and overrides it")
  func parses() throws {
    var types = MediaTypes.builtIn()
    let text =
      "# comment\n\n  text/x-new\tnew neu # more\r\nimage/x-odd png\ntext/plain;charset=us-ascii asc\nmodel/x"
    try withBytes(text) { bytes throws(MediaTypesError) in try types.add(bytes) }
    #expect(withBytes("a.new") { types.type(ofFile: $0) } == "text/x-new; charset=utf-8")
    #expect(withBytes("a.neu") { types.type(ofFile: $0) } == "text/x-new; charset=utf-8")
    #expect(withBytes("a.png") { types.type(ofFile: $0) } == "image/x-odd")
    #expect(withBytes("a.asc") { types.type(ofFile: $0) } == "text/plain;charset=us-ascii")
    #expect(withBytes("a.more") { types.type(ofFile: $0) } == nil)
  }

  @Test(
    "A faulty line is named",
    arguments: [
      ("text/plain txt\nfoo bar", 2, MediaTypesError.Reason.malformedType), ("/x y", 1, .malformedType),
      ("x/ y", 1, .malformedType), ("x y/z", 1, .malformedType), ("a/b\u{1} c", 1, .malformedType),
      ("a/b;\u{1} c", 1, .malformedType), ("a/b abcdefghijklmnopq", 1, .malformedExtension),
    ])
  func refuses(_ text: String, _ line: Int, _ reason: MediaTypesError.Reason) {
    var types = MediaTypes()
    var caught: MediaTypesError?
    do throws(MediaTypesError) {
      try withBytes(text) { bytes throws(MediaTypesError) in try types.add(bytes) }
    } catch {
      caught = error
    }
    #expect(caught?.line == line)
    #expect(caught?.reason == reason)
  }

  @Test("Every extension can be looked up, in any order of insertion")
  func sorted() {
    var types = MediaTypes()
    for number in [5, 3, 9, 1, 7, 3, 0, 8] {
      withBytes("e\(number)") { _ = types.set($0, to: "t/\(number)") }
    }
    #expect(types.count == 7)
    for number in [0, 1, 3, 5, 7, 8, 9] {
      #expect(withBytes("f.E\(number)") { types.type(ofFile: $0) } == "t/\(number)")
    }
  }
}
