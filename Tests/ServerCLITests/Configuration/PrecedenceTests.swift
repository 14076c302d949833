import Testing

@testable import Launch
@testable import ServerCLI

@Suite("Flag before environment before file before default")
struct PrecedenceTests {
  private let file = "max-workers: 64\ndotfiles: true\nroot: /\nlisten: ['127.0.0.1:1', '127.0.0.1:2']\n"

  @Test func eachSourceComesBeforeTheNext() throws {
    let variables = ["PREFORK_MAX_WORKERS": "65"]
    #expect(try resolve().server?.pool.maxWorkers == 256)
    #expect(try resolve(file: file).server?.pool.maxWorkers == 64)
    #expect(try resolve(environment: variables, file: file).server?.pool.maxWorkers == 65)
    let all = try resolve(["--max-workers", "66"], environment: variables, file: file)
    #expect(all.server?.pool.maxWorkers == 66)
  }

  @Test func aListReplacesThatOfALesserSource() throws {
    #expect(try resolve(file: file).server?.listeners.listen == ["127.0.0.1:1", "127.0.0.1:2"])
    let variables = ["PREFORK_LISTEN": "127.0.0.1:3\n127.0.0.1:4"]
    let environment = try resolve(environment: variables, file: file)
    #expect(environment.server?.listeners.listen == ["127.0.0.1:3", "127.0.0.1:4"])
    let flags = try resolve(
      ["--listen", "127.0.0.1:5", "--listen=127.0.0.1:6"], environment: variables, file: file)
    #expect(flags.server?.listeners.listen == ["127.0.0.1:5", "127.0.0.1:6"])
  }

  @Test func aFlagCanBeTakenBack() throws {
    #expect(try resolve(file: file).server?.own.files.dotfiles == true)
    #expect(
      try resolve(environment: ["PREFORK_DOTFILES": "off"], file: file).server?.own.files.dotfiles == false)
    let inverted = "epoll-exclusive: no"
    #expect(try resolve(file: inverted).server?.epollExclusive == false)
    #expect(
      try resolve(environment: ["PREFORK_EPOLL_EXCLUSIVE": "YES"], file: inverted).server?.epollExclusive
        == true)
    #expect(try resolve(["--epoll-exclusive"], file: inverted).server?.epollExclusive == true)
    let variables = ["PREFORK_EPOLL_EXCLUSIVE": "on"]
    #expect(try resolve(["--no-epoll-exclusive"], environment: variables).server?.epollExclusive == false)
  }

  @Test func theFlagThatNamesTheFileComesBeforeTheVariable() throws {
    let message = refusal(["--config=/no/such/a"], environment: ["PREFORK_CONFIG": "/no/such/b"])
    #expect(message?.hasPrefix("/no/such/a: ") == true)
    #expect(refusal(environment: ["PREFORK_CONFIG": ""]) == nil)
  }

  @Test func valuesMayBeEmptyOrBeginWithADash() throws {
    #expect(try resolve(file: "server-header: ''").server?.http.serverHeader == "")
    #expect(try resolve(environment: ["PREFORK_SERVER_HEADER": "--x y"]).server?.http.serverHeader == "--x y")
  }

  @Test(arguments: [["check"], ["--max-workers", "12", "check"], ["check", "--max-workers=12"], ["run"]])
  func commandsTakeTheServersOptionsOnEitherSide(arguments: [String]) throws {
    let resolved = try resolve(arguments, environment: ["PREFORK_BACKLOG": "9"])
    #expect(resolved.server?.listeners.backlog == 9)
    #expect(resolved.server?.pool.maxWorkers == (arguments.count > 1 ? 12 : 256))
    #expect(resolved.command is CheckCommand<Site> == arguments.contains("check"))
  }
}
