"""The command: what it takes, and the order of things."""

from __future__ import annotations

import argparse
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection

from . import machine, packages, report, servers, workloads
from .bench import Bench
from .progress import Progress
from .servers.floor import build as build_floor
from .servers.prefork import build as build_handlers
from .setup import write_root
from .workloads.base import Workload
from .workloads.instructions import build_preload, strip

HERE = pathlib.Path(__file__).resolve().parent.parent
REPOSITORY = HERE.parent
PRELOAD = HERE / "comparison/native/pidfd.c"


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="Benchmarks/compare",
        description="Measures Prefork beside its peers and the floor, on loopback, in one run.",
        epilog="Workloads: " + ", ".join(workloads.ALL) + ". Servers: " + ", ".join(servers.ALL) + ".",
    )
    parser.add_argument(
        "--all", action="store_true", help="every workload with every server (what no option means, too)"
    )
    parser.add_argument(
        "--workload", action="append", metavar="NAME", help="this one, or all that begin so; repeatable"
    )
    parser.add_argument(
        "--server", action="append", metavar="NAME", help="this one, or all that begin so; repeatable"
    )
    parser.add_argument(
        "--rounds",
        type=positive,
        default=5,
        help="how often each server takes its turn, several times as often where a target is near (default 5)",
    )
    parser.add_argument("--seconds", type=positive, default=2, help="how long a turn lasts (default 2)")
    parser.add_argument(
        "--minutes", type=positive, default=30, help="rounds are left out to stay below (default 30)"
    )
    parser.add_argument(
        "--smoke", action="store_true", help="one round of a second, two servers a workload, short curves"
    )
    parser.add_argument(
        "--output", type=pathlib.Path, metavar="DIR", help="where the report goes (default: .build/compare)"
    )
    parser.add_argument(
        "--binary", type=pathlib.Path, metavar="FILE", help="ServerCLI (default: built here, as it is deployed)"
    )
    parser.add_argument(
        "--no-install", action="store_true", help="install nothing; what is not there is left out"
    )
    parser.add_argument("--list", action="store_true", help="list workloads and their servers")
    options = parser.parse_args(arguments)
    for given, known in ((options.workload, workloads.ALL), (options.server, servers.ALL)):
        for prefix in given or []:
            if not any(name.startswith(prefix) for name in known):
                parser.error(f"no such name: {prefix}")
    if options.all and (options.workload or options.server or options.smoke):
        parser.error("--all excludes --workload, --server and --smoke")
    return options


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def chosen(given: list[str] | None, known: Collection[str]) -> list[str]:
    """Those that were named, in their own order: a whole name means itself, any other all that begin so."""
    if not given:
        return list(known)
    return [
        name
        for name in known
        if any(name == text or (text not in known and name.startswith(text)) for text in given)
    ]


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    if options.list:
        for workload in workloads.ALL.values():
            print(f"{workload.name:32} {', '.join(workload.servers)}")
        return 0
    # A shell starts what runs in its background with SIGINT ignored; whoever sends it then means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda number, frame: signal.raise_signal(signal.SIGINT))
    with tempfile.TemporaryDirectory(prefix="prefork-compare-") as folder:
        place = pathlib.Path(folder)
        place.chmod(0o755)  # Apache's children are of another user
        try:
            return measure(options, place)
        except KeyboardInterrupt:
            print("\nstopped before anything was measured", file=sys.stderr)
            return 130


def measure(options: argparse.Namespace, folder: pathlib.Path) -> int:
    wanted = set(chosen(options.server, servers.ALL))
    lacking = packages.missing(wanted)
    if lacking:
        text = (
            "; not installed: " + " ".join(sorted(set(lacking.values())))
            if options.no_install
            else packages.install(lacking)
        )
        if text:
            print(text.lstrip("; "), file=sys.stderr)
    if tools := packages.lacks_a_tool():
        print(f"cannot measure without {', '.join(tools)}", file=sys.stderr)
        return 1
    hosted = [
        server
        for name in wanted
        if isinstance(server := servers.ALL[name], servers.Hosted)
        and any(name in workloads.ALL[workload].servers for workload in chosen(options.workload, workloads.ALL))
    ]
    built = prepare(options, folder, hosted)
    found = {name for name in wanted if servers.ALL[name].found()}
    for name in sorted(wanted - found):
        print(f"left out, not installed: {name}", file=sys.stderr)

    def names(workload: Workload) -> list[str]:
        able = [name for name in workload.servers if name in found]
        return able[:2] if options.smoke else able

    selected = [workloads.ALL[name] for name in chosen(options.workload, workloads.ALL)]
    if options.smoke and not options.workload:
        selected = [
            workload for workload in selected if not workload.curve or workload.curve[1] in (1, 64, 100)
        ]
    if not shutil.which("valgrind"):
        selected = [workload for workload in selected if not workload.name.startswith("instructions")]
    selected = [workload for workload in selected if names(workload)]
    rounds, seconds = (1, 1) if options.smoke else (options.rounds, options.seconds)
    rounds, estimates = fit(selected, names, rounds, seconds, options.minutes)
    bench = Bench(folder, built, rounds, seconds, names, Progress(estimates))
    facts = machine.facts(found, options, rounds, seconds)
    interrupted = run(bench, selected, time.monotonic() + options.minutes * 60)
    # What has been measured is written whatever comes now.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    output = options.output or REPOSITORY / ".build" / "compare"
    failed = report.write(output, bench, selected, facts | machine.afterwards(), interrupted)
    print(f"\n{output}/results.md, results.json and plots", file=sys.stderr)
    if interrupted:
        return 130
    return 1 if bench.trouble or failed else 0


def fit(selected, names, rounds: int, seconds: int, minutes: int) -> tuple[int, dict[str, float]]:
    """As many of the rounds as the time allows, and what each workload will take."""
    while True:
        estimates = {
            workload.name: workload.estimate(len(names(workload)), rounds, seconds) for workload in selected
        }
        total = sum(estimates.values())
        if total <= minutes * 60 or rounds == 1:
            break
        rounds -= 1
    print(
        f"{len(selected)} workloads, {rounds} rounds of {seconds} s: about {total / 60:.0f} minutes",
        file=sys.stderr,
    )
    return rounds, estimates


def run(bench: Bench, selected: list[Workload], end: float) -> str | None:
    """Why it ended early, if it did."""
    try:
        for workload in selected:
            if time.monotonic() > end:
                return "The time was over before all workloads had their turn."
            bench.run(workload)
            bench.progress.finish(workload.name)
    except KeyboardInterrupt:
        return "The run was stopped before its end."
    except (
        OSError
    ) as error:  # of this program, not of a server: what has been measured is still worth a report
        bench.trouble.append(str(error))
        return f"The run ended early: {error}."
    return None


def prepare(
    options: argparse.Namespace, folder: pathlib.Path, hosted: list[servers.Hosted]
) -> pathlib.Path:
    """Builds what is to be built and writes what is to be served."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    write_root(folder / "root")
    built = folder / "built"
    built.mkdir()
    print("building the floor", file=sys.stderr)
    build_floor(HERE / "Floor", built / "floor")
    build_preload(PRELOAD, built)
    binary = options.binary
    if binary is None:
        print("building ServerCLI for release, with the Swift runtime in it", file=sys.stderr)
        build = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--package-path", str(REPOSITORY)]
        # Apart, for what is built with another option would be built anew each time.
        build += ["--scratch-path", str(REPOSITORY / ".build" / "static")]
        subprocess.run([*build, "--product", "ServerCLI"], check=True, stdout=subprocess.DEVNULL)
        shown = subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True)
        binary = pathlib.Path(shown.stdout.strip()) / "ServerCLI"
    strip(binary, built / "ServerCLI")
    for server in servers.ALL.values():
        if type(server) is servers.Prefork:
            server.path = str(built / "ServerCLI")
    if hosted:
        print("building the handlers for release", file=sys.stderr)
        folder = build_handlers(HERE / "Handlers")
        for server in hosted:
            strip(folder / server.program, built / server.program)
            server.path = str(built / server.program)
    return built
