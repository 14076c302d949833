import Foundation
import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
  @Suite("Flags for files") struct FileOptions {
    @Test(
      "HEAD tells what GET would, RFC 9110 9.3.2",
      arguments: ["/", "/a.txt", "/none", "/dir", "/dir/", "/.x"])
    func head(path: String) throws {
      let site = try FileServer(
        ["index.html": "i", "a.txt": "a", "dir/b": "", "404.html": "lost"], "--directory-listing",
        "--error-page", "404=/404.html", "--cache-control", "*=no-cache")
      let (get, head) = (try site.get(path), try site.request("HEAD", path))
      #expect(head.lines == get.lines && head.body.isEmpty)
      #expect(get.isComplete)
    }

    @Test("OPTIONS and 405 tell what is allowed, RFC 9110 9.3.7 and 15.5.6")
    func methods() throws {
      let site = try FileServer(["a.txt": "a"])
      let options = try site.request("OPTIONS", "/a.txt")
      #expect(options.status == 204 && options.field("allow") == "GET, HEAD, OPTIONS")
      let post = try site.request("POST", "/a.txt", "Content-Length: 0")
      #expect(post.status == 405 && post.field("allow") == "GET, HEAD, OPTIONS" && post.isComplete)
    }

    @Test func theFirstIndexThatExistsCounts() throws {
      let site = try FileServer(
        ["one/b.html": "b", "two/a.htm": "a", "two/b.html": "b", "none/c.html": "c"], "--index", "a.htm,x",
        "--index", "b.html")
      #expect(try site.get("/one/").bodyText == "b" && site.get("/two/").bodyText == "a")
      #expect(try site.get("/none/").status == 403)
    }

    @Test("A redirect stays on this server, whatever the path looks like")
    func redirects() throws {
      let site = try FileServer(["docs/a": "", "\\evil.test/a": "", "evil.test/a": "", "a b%/c": ""])
      let cases = [
        ("/docs?a=b&c=/d", "/docs/?a=b&c=/d"), ("//evil.test", "/evil.test/"),
        ("///evil.test?", "/evil.test/?"),
        ("/.//evil.test", "/evil.test/"), ("/%5Cevil.test", "/%5Cevil.test/"), ("/a%20b%25", "/a%20b%25/"),
      ]
      for (path, location) in cases {
        let answer = try site.get(path)
        #expect(answer.status == 301 && answer.field("location") == location && answer.isComplete, "\(path)")
      }
    }

    @Test func aDirectoryIsListedOnlyIfSo() throws {
      let files = ["sub/one.txt": "1", "sub/<b>.txt": "2", "sub/.hidden": "3", "with/index.html": "index"]
      #expect(try FileServer(files).get("/sub/").status == 403)
      let site = try FileServer(files, "--directory-listing")
      try FileManager.default.createSymbolicLink(
        atPath: site.root.path("sub/out"), withDestinationPath: "/etc")
      try FileManager.default.createSymbolicLink(
        atPath: site.root.path("sub/in"), withDestinationPath: "one.txt")
      #expect(unsafe mkfifo(site.root.path("sub/pipe"), 0o600) == 0)
      let answer = try site.get("/sub/")
      #expect(answer.isComplete && answer.field("content-type") == "text/html; charset=utf-8")
      for part in ["Index of /sub/", "./one.txt", "&lt;b&gt;.txt", "./%3Cb%3E.txt", "./in\"", "../"] {
        #expect(answer.text.contains(part), "\(part)")
      }
      for part in ["<b>", ".hidden", "out", "pipe"] { #expect(!answer.text.contains(part), "\(part)") }
      #expect(try site.get("/with/").bodyText == "index")
    }

    @Test func anErrorHasThePageThatWasMadeForIt() throws {
      let site = try FileServer(
        ["404.html": "<p>lost</p>", "a.txt": "a", "no.html": "<p>no</p>"], "--error-page", "404=/404.html",
        "--error-page", "405=/no.html", "--error-page", "416=/none.html")
      let lost = try site.get("/none", "Range: bytes=0-0", "If-None-Match: *")
      #expect(lost.status == 404 && lost.bodyText == "<p>lost</p>" && lost.isComplete)
      #expect(lost.field("content-type") == "text/html; charset=utf-8" && lost.field("etag") == nil)
      let post = try site.request("DELETE", "/a.txt")
      #expect(post.status == 405 && post.bodyText == "<p>no</p>" && post.field("allow") != nil)
      #expect(try site.get("/404.html").status == 200)
      // The page itself is missing.
      let range = try site.get("/a.txt", "Range: bytes=9-")
      #expect(
        range.status == 416 && range.bodyText.contains("416") && range.field("content-range") == "bytes */1")
    }

    @Test func aSinglePageAppAnswersForItsViews() throws {
      let site = try FileServer(["index.html": "app", "app.js": "js", "dir/a": ""], "--single-page-app")
      for path in ["/view", "/view/12?x=y", "/dir/", "/a.b/c", "/view/"] {
        let answer = try site.get(path)
        #expect(answer.status == 200 && answer.bodyText == "app" && answer.isComplete, "\(path)")
        #expect(answer.field("content-type") == "text/html; charset=utf-8")
      }
      for path in ["/none.js", "/a/none.css", "/.git", "/.git/config"] {
        #expect(try site.get(path).status == 404, "\(path)")
      }
      #expect(try site.get("/app.js").bodyText == "js" && site.get("/../x").status == 403)
      #expect(try site.request("POST", "/view", "Content-Length: 0").status == 405)
    }

    @Test("Rules for caches, RFC 9111 5.2")
    func cacheControl() throws {
      let site = try FileServer(
        ["a.css": "", "b.txt": "", "assets/c.txt": ""], "--cache-control", ".css,.js=public, max-age=3600",
        "--cache-control", "/assets/=immutable")
      #expect(try site.get("/a.css").field("cache-control") == "public, max-age=3600")
      #expect(try site.get("/a.css", "If-None-Match: *").field("cache-control") == "public, max-age=3600")
      #expect(try site.get("/assets/c.txt").field("cache-control") == "immutable")
      #expect(try site.get("/b.txt").field("cache-control") == nil)
    }

    @Test func mediaTypesCanBeAdded() throws {
      let types = try TemporaryFolder()
      try types.write("types", Data("# own\ntext/x-own own css\napplication/x-raw raw\n".utf8))
      let site = try FileServer(
        ["a.own": "", "a.css": "", "a.raw": "", "a.html": ""], "--mime-types", types.path("types"))
      #expect(try site.get("/a.own").field("content-type") == "text/x-own; charset=utf-8")
      #expect(try site.get("/a.css").field("content-type") == "text/x-own; charset=utf-8")
      #expect(try site.get("/a.raw").field("content-type") == "application/x-raw")
      #expect(try site.get("/a.html").field("content-type") == "text/html; charset=utf-8")
    }

    @Test("Dotfiles are there only if so, but .well-known always is, RFC 8615 3")
    func dotfiles() throws {
      let files = [".secret": "s", ".git/config": "c", ".well-known/x": "w", "a/.b": "b"]
      let site = try FileServer(files)
      for path in ["/.secret", "/.git/config", "/.git/", "/a/.b", "/%2esecret"] {
        #expect(try site.get(path).status == 404, "\(path)")
      }
      #expect(try site.get("/.well-known/x").bodyText == "w")
      let open = try FileServer(files, "--dotfiles")
      #expect(try open.get("/.secret").bodyText == "s" && open.get("/a/.b").bodyText == "b")
      #expect(try open.get("/../x").status == 403)
    }

    @Test(arguments: [("beneath", 200, 403), ("owner", 200, 403), ("never", 403, 403)])
    func linksAreFollowedAsFarAsAllowed(symlinks: String, inside: Int, outside: Int) throws {
      let site = try FileServer(["a.txt": "a"], "--symlinks", symlinks)
      try FileManager.default.createSymbolicLink(atPath: site.root.path("in"), withDestinationPath: "a.txt")
      try FileManager.default.createSymbolicLink(
        atPath: site.root.path("out"), withDestinationPath: "/etc/passwd")
      #expect(try site.get("/in").status == inside && site.get("/out").status == outside)
      #expect(try site.get("/a.txt").status == 200)
    }

    @Test(arguments: [
      (["--single-page-app"], ["--single-page-app", "--root"]),
      (["--root", "/", "--error-page", "404"], ["404", "--error-page"]),
      (["--root", "/", "--error-page", "200=/a"], ["200=/a"]),
      (["--root", "/", "--cache-control", "css=x"], ["css", ".css"]),
      (["--root", "/", "--cache-control", "no-cache"], ["no-cache", "PATTERN=VALUE"]),
      (["--root", "/", "--index", "a/b"], ["a/b", "slash"]),
      (["--root", "/", "--open-file-cache", "-1"], ["--open-file-cache"]),
      (["--root", "/", "--symlinks", "all"], ["all", "beneath"]),
      (["--root", "/", "--mime-types", "/no/such/file"], ["--mime-types /no/such/file"]),
    ])
    func aWrongFlagIsRefusedWithAMessageThatSaysWhatToDo(arguments: [String], says: [String]) throws {
      let program = try RunningProgram("ServerCLI", ["--listen", "127.0.0.1:0"] + arguments)
      let status = try #require(try program.exitStatus())
      #expect(!status.isClean)
      for text in says { #expect(program.log.contains(text), "\(program.log)") }
    }

    @Test func aWrongLineOfMediaTypesIsNamed() throws {
      let folder = try TemporaryFolder()
      try folder.write("types", Data("text/html html\nnonsense\n".utf8))
      let program = try RunningProgram(
        "ServerCLI", ["--listen", "127.0.0.1:0", "--root", "/", "--mime-types", folder.path("types")])
      #expect(try program.exitStatus()?.isClean == false)
      #expect(program.log.contains("line 2"), "\(program.log)")
    }
  }
}
