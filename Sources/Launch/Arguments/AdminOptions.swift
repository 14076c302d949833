import AdminEndpoint
import ArgumentParser
import LinuxIO

/// The listener that tells about the pool: where the server has it, and where `status` and `top` look for it.
///
/// One group for all, because a command's subcommands get the flags that it knows itself.
struct AdminOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Tell about the pool over HTTP at HOST:PORT or unix:PATH: a dashboard, /status, /metrics, /healthz and /readyz. \
      Whoever can connect there sees the requests in hand. The commands status and top look there, without it at \
      \(customary).
      """, valueName: "address"))
  var admin: String?

  /// Where `status` and `top` look if nobody says where.
  static let customary = "127.0.0.1:8081"

  func client() throws -> AdminClient {
    let text = admin ?? Self.customary
    do throws(SocketAddressError) { return AdminClient(try SocketAddress(parsing: text)) } catch {
      throw ValidationError("--admin \(text): \(error)")
    }
  }

  /// What a user can do when nobody answers.
  func explain(_ error: AdminClientError) -> String {
    let text = admin ?? Self.customary
    return "cannot ask \(text): \(error); start the server with --admin \(text), or name its admin listener "
      + "with --admin"
  }
}
