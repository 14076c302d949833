import BuiltinHandlers
import Launch
import LinuxIO
import PoolSupervisor
import WorkerRuntime

/// The program ServerCLI: a web server for files that works without any.
struct Site: HostedProgram {
  static let about = ProgramDescription(
    name: "ServerCLI", abstract: "A pre-forked, self-regulating web server.",
    discussion: """
      Without flags it serves a welcome page on http://127.0.0.1:8080/ from a pool of five workers that grows and \
      shrinks with the load.\u{20}
      """, version: "0.1.0")

  func workload(_ options: SiteOptions, limits: PoolLimits) throws(LaunchError) -> Workload {
    do throws(FileOptionsError) {
      if let root = try options.files.directory() {
        let handler = FileHandler(root: root, settings: try options.files.settings())
        return Workload(readableDirectories: [root]) { _ in .synchronous(handler) }
      }
    } catch {
      throw .program(error)
    }
    let text =
      "\(limits.startWorkers) to \(limits.maxWorkers) workers, \(limits.minSpareWorkers) to \(limits.maxSpareWorkers) of them spare"
    let greetings = Greetings(limits: text)
    let delay = options.dummyDelay.duration > .zero ? Interval(options.dummyDelay.duration) : nil
    return Workload { worker in
      .synchronous(WelcomeHandler(worker: worker.pid, greetings: greetings, delay: delay))
    }
  }

  func faults(in options: SiteOptions) -> [LaunchError] {
    do throws(FileOptionsError) { _ = try options.files.settings() } catch { return [.program(error)] }
    return []
  }

  func readableDirectories(_ options: SiteOptions) throws(LaunchError) -> [Directory] {
    do throws(FileOptionsError) { return try options.files.directory().map { [$0] } ?? [] } catch {
      throw .program(error)
    }
  }
}
