"""One run: which servers and workloads, what has been measured so far, and how long the rest will take."""

from __future__ import annotations

import collections
import contextlib
import pathlib
import time
from collections.abc import Callable, Iterator

from . import servers as peers
from .http import WrongAnswer
from .progress import Progress
from .running import Running, Trouble, stop
from .setup import Setup
from .workloads.base import Workload


class Started:
    """Servers that run side by side. One that gives trouble takes no further turn; the others do."""

    def __init__(self, bench: Bench, workload: Workload, running: list[Running]):
        self.bench, self.workload, self.running = bench, workload, running

    def each(self, doing: str, number: int | None = None) -> Iterator[Running]:
        for running in list(self.running):
            round_text = (
                ""
                if number is None
                else f"round {number + 1} of {self.workload.rounds_of(self.bench.rounds)}, "
            )
            self.bench.progress.say(self.workload.name, running.server.name, round_text + doing)
            self.bench.current = running
            yield running
            self.bench.current = None


class Bench:
    """values[workload][server][round] and once[workload][server] are figures by key."""

    def __init__(
        self,
        folder: pathlib.Path,
        built: pathlib.Path,
        rounds: int,
        seconds: int,
        names: Callable[[Workload], list[str]],
        progress: Progress,
    ):
        self.folder, self.built, self.rounds, self.seconds = folder, built, rounds, seconds
        self.root = folder / "root"
        self.names, self.progress = names, progress
        self.values: dict[str, dict[str, dict[int, dict[str, float]]]] = collections.defaultdict(
            lambda: collections.defaultdict(dict)
        )
        self.once: dict[str, dict[str, dict[str, float]]] = collections.defaultdict(dict)
        self.trouble: list[str] = []
        self.current: Running | None = None

    def record(self, workload: Workload, running: Running, number: int, values: dict[str, float]) -> None:
        self.values[workload.name][running.server.name][number] = values

    def record_once(self, workload: Workload, running: Running, values: dict[str, float]) -> None:
        self.once[workload.name][running.server.name] = values

    @contextlib.contextmanager
    def started(
        self,
        workload: Workload,
        setup: Setup,
        under: Callable[[str, pathlib.Path, pathlib.Path], list[str]] | None = None,
    ) -> Iterator[Started]:
        running: list[Running] = []
        started = Started(self, workload, running)
        try:
            for name in self.names(workload):
                self.progress.say(workload.name, name, "starting")
                folder = self.folder / f"{workload.name}-{name}-{time.monotonic_ns()}"
                wrap = under(name, folder, self.built) if under else []
                server = Running(peers.ALL[name], setup, folder, self.root, self.built, wrap)
                running.append(server)
                self.current = server
                server.wait_until_ready(60 if under else 30)
                self.current = None
            yield started
        finally:
            stop(running)

    def fail(self, workload: Workload, running: Running, error: Exception) -> None:
        text = f"{workload.name}, {running.server.name}: {error}"
        self.trouble.append(text)
        self.progress.note(text)

    def run(self, workload: Workload) -> None:
        """A server that gives trouble is left out of the workload, which then begins anew without it."""
        left_out: set[str] = set()
        names = self.names
        self.names = lambda workload: [name for name in names(workload) if name not in left_out]
        try:
            while self.names(workload):
                try:
                    return workload.run(self)
                except (Trouble, WrongAnswer, OSError) as error:
                    if self.current is None:
                        raise
                    self.fail(workload, self.current, error)
                    left_out.add(self.current.server.name)
                    self.current = None
                    self.values.pop(workload.name, None)
                    self.once.pop(workload.name, None)
        finally:
            self.names = names
            self.current = None
