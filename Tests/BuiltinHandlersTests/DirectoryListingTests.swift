import HTTPCore
import LinuxIO
import Testing

@testable import BuiltinHandlers

@Suite("The page that lists a directory")
struct DirectoryListingTests {
  private func entry(_ name: String, _ kind: FileStatus.Kind = .regular, size: UInt64 = 1) -> DirectoryEntry {
    let time = FileTime(seconds: 1_709_210_096, nanoseconds: 0)
    return DirectoryEntry(
      name: name, status: FileStatus(kind: kind, size: size, modified: time, changed: time))
  }

  private func page(_ path: String, _ entries: DirectoryEntry...) -> String {
    DirectoryListing(path: Array(path.utf8)[...], entries: entries).render()
  }

  @Test func directoriesComeFirstThenNamesWithoutRegardToCase() {
    let page = page("", entry("b"), entry("A"), entry("a"), entry("z", .directory), entry("C"))
    let names = page.split(separator: "href=\"./").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(names == ["z/", "A", "a", "b", "C"])
  }

  @Test func namesAreEscapedForTheTextAndEncodedForTheLink() {
    let page = page(
      "<d>&", entry("<script>\"'&.txt"), entry("javascript:x"), entry("a b#?%ü"), entry("x\u{1}"))
    #expect(page.contains("<title>Index of /&lt;d&gt;&amp;/</title>"))
    #expect(page.contains("href=\"./%3Cscript%3E%22%27%26.txt\">&lt;script&gt;&quot;&#39;&amp;.txt</a>"))
    #expect(page.contains("href=\"./javascript%3Ax\">javascript:x</a>"))
    #expect(page.contains("href=\"./a%20b%23%3F%25%C3%BC\">a b#?%ü</a>"))
    #expect(page.contains("href=\"./x%01\">x\u{fffd}</a>"))
  }

  @Test func itIsAPageForEveryone() {
    let page = page("docs", entry("a"))
    for part in [
      "<html lang=\"en\">", "<meta charset=\"utf-8\">", "name=\"viewport\"", "<h1>", "<main>", "<thead>",
      "scope=\"col\"", "scope=\"row\"", "color-scheme: light dark", "<a href=\"../\">",
      "<time datetime=\"2024-02-29T12:34Z\">2024-02-29 12:34</time>",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(!self.page("", entry("a")).contains("../"))
    #expect(self.page("").contains("Nothing here"))
  }

  @Test(
    arguments: [
      (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (1 << 20, "1.0 MiB"),
      ((1 << 20) - 1, "1023.9 KiB"), (5 << 30, "5.0 GiB"), (UInt64.max, "15.9 EiB"),
    ] as [(UInt64, String)])
  func sizesAreReadable(bytes: UInt64, text: String) {
    #expect(DirectoryListing.size(bytes) == text)
  }
}
