"""The same load on servers of which a handler traps on one request in so many."""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

from . import machine, packages
from .progress import Progress
from .reconnecting import Clients
from .running import Running, Trouble, stop
from .servers import Gunicorn
from .servers.base import Server
from .setup import Place, Setup

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
PACKAGE = HERE.parent / "Crashes"
CLIENTS = 16
COLUMNS = ("200", "trapped", "500", "reset", "refused", "timed out", "outage")

APPLICATION = """\
import os
import signal

def application(environment, start_response):
    if environment["PATH_INFO"] == "/trap":
        os.kill(os.getpid(), signal.SIGKILL)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "13")])
    return [b"Hello, world\\n"]
"""


class Built(Server):
    """A program of Benchmarks/Crashes."""

    def __init__(self, folder: pathlib.Path):
        self.path = str(folder / self.program)

    def found(self) -> str:
        return self.path

    def version(self) -> str:
        return "this repository"


class Prefork(Built):
    """With its defaults: 5 workers, and more when they are busy."""

    name = "Prefork"
    program = "prefork-crashes"
    arguments: tuple[str, ...] = ()

    def command(self, setup: Setup, place: Place) -> list[str]:
        return [self.path, "--listen", f"127.0.0.1:{place.port}", "--log-level", "error", *self.arguments]

    def workers(self, setup: Setup) -> int:
        return 6


class PreforkOfFive(Prefork):
    """With as many workers as gunicorn."""

    name = "Prefork, 5 workers"
    arguments = ("--max-workers", "5", "--min-spare-workers", "0", "--max-spare-workers", "5")


class HummingbirdInALoop(Built):
    """One process with threads, started again whenever it ends."""

    name = "Hummingbird in a loop"
    program = "hummingbird-crashes"

    def command(self, setup: Setup, place: Place) -> list[str]:
        # Without a backtrace, which would prolong each outage.
        return ["env", "SWIFT_BACKTRACE=enable=no", "bash", "-c",
                'while true; do "$0" "$1"; done', self.path, str(place.port)]  # fmt: skip

    def workers(self, setup: Setup) -> int:
        return 2

    def version(self) -> str:
        pins = json.loads((PACKAGE / "Package.resolved").read_text())["pins"]
        return next(pin["state"]["version"] for pin in pins if pin["identity"] == "hummingbird")


class CrashingGunicorn(Gunicorn):
    name = "gunicorn sync, 5 workers"

    def command(self, setup: Setup, place: Place) -> list[str]:
        command = super().command(setup, place)
        (place.folder / "greeting.py").write_text(APPLICATION)
        return command


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="Benchmarks/crashes",
        description="Counts what clients lose when one request in so many traps, on loopback.",
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each server takes its turn (default 3)")
    parser.add_argument("--seconds", type=int, default=10, help="how long a turn lasts (default 10)")
    parser.add_argument("--period", type=int, default=1000, help="every so many requests one traps (default 1000)")
    parser.add_argument(
        "--output", type=pathlib.Path, metavar="FILE", help="where the report goes (default: .build/crashes.md)"
    )
    parser.add_argument(
        "--binaries", type=pathlib.Path, metavar="DIR", help="the programs of Benchmarks/Crashes (default: built here)"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    lacking = packages.missing({"gunicorn"})
    if lacking and (text := packages.install(lacking)):
        print(text, file=sys.stderr)
        return 1
    built = (options.binaries or build()).resolve()
    servers = [Prefork(built), PreforkOfFive(built), HummingbirdInALoop(built), CrashingGunicorn()]
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="prefork-crashes-") as folder:
        outcomes = measure(servers, options, pathlib.Path(folder))
    text = report(servers, outcomes, options, load)
    print(text)
    output = options.output or REPOSITORY / ".build/crashes.md"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text)
    return 0


def build() -> pathlib.Path:
    print("building the programs for release", file=sys.stderr)
    command = ["swift", "build", "-c", "release", "--package-path", str(PACKAGE)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shown = subprocess.run([*command, "--show-bin-path"], check=True, capture_output=True, text=True)
    return pathlib.Path(shown.stdout.strip())


def measure(servers: list[Server], options: argparse.Namespace, folder: pathlib.Path) -> dict[str, list[dict]]:
    """The servers take turns, in rounds."""
    outcomes: dict[str, list[dict]] = {server.name: [] for server in servers}
    turns = [(number, server) for number in range(options.rounds) for server in servers]
    progress = Progress({f"{number} {server.name}": options.seconds + 2 for number, server in turns})
    for number, server in turns:
        progress.say("crashes", server.name, f"round {number + 1}")
        outcomes[server.name].append(take_turn(server, options, folder / f"{number} {server.program}"))
        progress.finish(f"{number} {server.name}")
    return outcomes


def take_turn(server: Server, options: argparse.Namespace, folder: pathlib.Path) -> dict:
    running = Running(server, Setup(children=5, keep_alive=False), folder, folder, folder, [])
    try:
        running.wait_until_ready()
        outcome = Clients(running.place.port, CLIENTS, options.period).run(options.seconds)
    finally:
        stop([running])
    unexpected = set(outcome) - set(COLUMNS)
    if not outcome.get("200") or unexpected:
        raise Trouble(f"{server.name} did not answer as it should: {outcome}")
    return outcome


def report(servers: list[Server], outcomes: dict[str, list[dict]], options: argparse.Namespace, load: float) -> str:
    rows = []
    for server in servers:
        turns = outcomes[server.name]
        middle = {column: statistics.median(turn.get(column, 0) for turn in turns) for column in COLUMNS}
        worst = max(turn["outage"] for turn in turns)
        numbers = " | ".join(f"{middle[column]:,.0f}" for column in COLUMNS)
        rows.append(f"| {server.name} | {numbers} | {worst:,.0f} |")
    versions = "; ".join(
        f"{server.name}: {server.version()}" for server in servers if not isinstance(server, Prefork)
    )
    return TEXT.format(
        rows="\n".join(rows),
        command=f"Benchmarks/crashes --rounds {options.rounds} --seconds {options.seconds} --period {options.period}",
        date=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        commit=machine.commit(),
        machine=machine.description(),
        versions=f"Python {platform.python_version()}; {versions}",
        load=load,
        clients=CLIENTS,
        rounds=options.rounds,
        seconds=options.seconds,
        period=options.period,
    )


TEXT = """\
# What a handler that traps costs

{clients} clients ask without a pause, each request on a connection of its own, and come back at once after a failure. One request
in {period} traps: it reads an array beyond its end, or, in Python, kills its worker.

| Server | Answered | Trapped | 500 | Reset | Refused | Timed out | Longest outage, ms | Worst of all rounds, ms |
|---|---|---|---|---|---|---|---|---|
{rows}

Medians of {rounds} rounds of {seconds} s, in which the servers took turns. *Answered*: with 200. *Trapped*: requests sent that
trap. *Reset*: connections that were reset, or ended without an answer. *Refused*: nobody listened; a client is refused as often as
it tries. *Longest outage*: the longest time in which nobody was answered with 200.

The clients are threads of one Python process, which takes much of one of the cores: the columns tell what is lost, not how fast a
server is.

- **Prefork**, a release build of `Benchmarks/Crashes`: with its defaults, and with at most 5 workers.
- **Hummingbird**, a release build of `Benchmarks/Crashes`: one process with threads in `while true; do ./app; done`, with Swift's
  backtrace switched off, which would prolong each outage.
- **gunicorn** with 5 sync workers.

`{command}` on {date}, commit {commit}. Machine: {machine}; load average before: {load:.1f}. Versions: {versions}.
"""
