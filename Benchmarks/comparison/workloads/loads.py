"""Load from wrk against servers that all run side by side, taking turns."""

from __future__ import annotations

import sys
import typing

from ..load import Load, count_calls, measure
from ..setup import Setup
from .base import Column, Workload

if typing.TYPE_CHECKING:
    from ..bench import Bench


class LoadWorkload(Workload):
    columns = (
        Column("rate", "req/s", 0),
        Column("p50", "p50 ms"),
        Column("p99", "p99 ms"),
        Column("p99.9", "p99.9 ms"),
        Column("cpu", "CPU s/100k"),
        Column("user", "user"),
        Column("system", "system"),
        Column("voluntary", "vol. csw/req"),
        Column("involuntary", "invol. csw/req"),
        Column("busiest", "busiest child's % of CPU", 0),
        Column("calls", "calls/req"),
        Column("accepts", "accepts/req"),
        Column("private", "private KiB", 0),
        Column("proportional", "proportional KiB", 0),
        Column("failed", "failed", 0),
    )
    ratios = (Column("rate", "req/s"), Column("cpu", "CPU"))

    def __init__(
        self,
        name: str,
        title: str,
        servers: tuple[str, ...],
        setup: Setup,
        load: Load = Load(),
        curve: tuple[str, int] | None = None,
        rounds: int | None = None,
        near: int = 1,
        brief: bool = True,
    ):
        super().__init__(name, title, servers)
        self.setup, self.load, self.curve, self.rounds = setup, load, curve, rounds
        self.near, self.brief = near, brief
        floor = next(server for server in servers if server in ("floor", "floor-classic"))
        classic = floor == "floor-classic"
        self.references = (("apache",) if classic else ("nginx-ofc",)) + (
            "nginx",
            floor,
            "floor-spreading",
            f"{floor}-joining",
        )

    def rounds_of(self, rounds: int) -> int:
        return min(self.rounds or sys.maxsize, super().rounds_of(rounds))

    def seconds_of(self, rounds: int, seconds: int) -> int:
        """A curve has many points, of which no single one decides anything. Where a target is near the rounds are many and
        brief: who else uses the machine comes and goes within seconds."""
        if self.curve:
            return 1
        return max(1, seconds // 2) if self.rounds_of(rounds) > rounds and self.brief else seconds

    def estimate(self, servers: int, rounds: int, seconds: int) -> float:
        starting = 0.5 + (self.setup.children or 5) / 100
        return servers * (starting + 2.4 + self.rounds_of(rounds) * (self.seconds_of(rounds, seconds) + 0.3))

    def run(self, bench: Bench) -> None:
        with bench.started(self, self.setup) as servers:
            for running in servers.each("warming up"):
                running.check()
                self.load.run(running, 1)
            for number in range(self.rounds_of(bench.rounds)):
                for running in servers.each("measuring", number):
                    seconds = self.seconds_of(bench.rounds, bench.seconds)
                    bench.record(self, running, number, measure(self.load, running, seconds))
            for running in servers.each("counting system calls and memory"):
                bench.record_once(self, running, running.memory() | count_calls(self.load, running, 1))
