"""Holds Prefork's instructions per request against thresholds, so that a change that costs some is noticed."""

from __future__ import annotations

import argparse
import dataclasses
import pathlib
import sys
import tempfile
import time

from . import servers
from .program import HERE, PRELOAD
from .running import Running, stop
from .setup import Setup, write_root
from .workloads.instructions import FEW, MANY, ask, build_preload, callgrind, finish, strip

FILE = HERE / "instructions.thresholds"
SETUPS = {
    "keep-alive-memory": Setup(children=1),
    "keep-alive-128": Setup("128", children=1),
    "close-memory": Setup(children=1, keep_alive=False),
    "close-128": Setup("128", children=1, keep_alive=False),
}
# What time adds (timers, a cache that looks at its files again) differs from run to run and only ever adds.
ATTEMPTS = 4


@dataclasses.dataclass
class Threshold:
    """target: what the project wants to reach; None where only nothing may get worse."""

    server: str
    setup: str
    most: int
    target: int | None

    @staticmethod
    def read(line: str) -> Threshold:
        server, setup, most, target = line.split()
        return Threshold(server, setup, int(most), None if target == "-" else int(target))

    def __str__(self) -> str:
        return f"{self.server:16} {self.setup:20} {self.most:6} {self.target or '-':>6}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="Benchmarks/instructions")
    parser.add_argument("binary", type=pathlib.Path, metavar="PATH-OF-SERVERCLI", help="a release build")
    parser.add_argument(
        "--only", metavar="WORD", default="", help="those whose server or workload contains this"
    )
    parser.add_argument("--set", action="store_true", help="set the thresholds at 3 %% above what is counted")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="keep callgrind's reports there")
    options = parser.parse_args(arguments)
    lines = FILE.read_text().splitlines()
    comments = [line for line in lines if line.startswith("#")]
    thresholds = [Threshold.read(line) for line in lines if line and not line.startswith("#")]
    failed = False
    with tempfile.TemporaryDirectory(prefix="prefork-instructions-") as folder:
        place = pathlib.Path(folder)
        write_root(place / "root")
        build_preload(PRELOAD, place)
        strip(options.binary, place / "ServerCLI")
        for threshold in thresholds:
            if options.only not in f"{threshold.server} {threshold.setup}":
                continue
            counted = count(threshold, place, options.keep, attempts=2 if options.set else ATTEMPTS)
            if options.set:
                threshold.most = round(counted * 1.03)
            verdict = "" if counted <= threshold.most else "  TOO MANY"
            wanted = f", target {threshold.target}" if threshold.target else ""
            print(
                f"{threshold.server:16} {threshold.setup:20} {counted:6.0f}"
                f" per request, threshold {threshold.most}{wanted}{verdict}",
                flush=True,
            )
            failed = failed or bool(verdict)
    if options.set:
        FILE.write_text("\n".join([*comments, *map(str, thresholds)]) + "\n")
    return 1 if failed else 0


def count(threshold: Threshold, place: pathlib.Path, keep: pathlib.Path | None, attempts: int) -> float:
    """The least of a few attempts, or the first that is below the threshold."""
    few = many = None
    for _ in range(attempts):
        now_few, now_many = (total(threshold, requests, place, keep) for requests in (FEW, MANY))
        few, many = min(few or now_few, now_few), min(many or now_many, now_many)
        if attempts == ATTEMPTS and (many - few) / (MANY - FEW) <= threshold.most:
            break
    return (many - few) / (MANY - FEW)


def total(threshold: Threshold, requests: int, place: pathlib.Path, keep: pathlib.Path | None) -> int:
    server = servers.ALL[threshold.server]
    server.path = str(place / "ServerCLI")
    name = f"{threshold.server}-{threshold.setup}-{requests}"
    folder = (keep or place) / f"{name}-{time.monotonic_ns()}"
    wrap = callgrind(threshold.server, folder, place)
    running = Running(server, SETUPS[threshold.setup], folder, place / "root", place, wrap)
    try:
        running.wait_until_ready(60)
        ask(running, requests)
        return finish(running)
    except BaseException:
        print(running.last_words(), file=sys.stderr)
        raise
    finally:
        stop([running])
