"""What a crowd of idle connections costs those that work."""

from __future__ import annotations

import resource
import typing

from ..http import IdleConnections
from ..load import Load, measure
from ..setup import Setup
from .base import Column, Workload

if typing.TYPE_CHECKING:
    from ..bench import Bench

CROWD = 10_000


class IdleCrowd(Workload):
    columns = (
        Column("idle", "idle connections", 0),
        Column("rate alone", "req/s alone", 0),
        Column("rate", "req/s beside", 0),
        Column("loss", "loss %", 1),
        Column("p99", "p99 ms beside"),
        Column("cpu alone", "CPU s/100k alone"),
        Column("cpu", "CPU s/100k beside"),
        Column("cpu growth", "CPU growth %", 1),
        Column("per connection", "private KiB/connection"),
        Column("lost", "closed meanwhile", 0),
        Column("failed", "failed", 0),
    )
    ratios = (Column("rate", "req/s"), Column("cpu", "CPU"))
    references = ("nginx-ofc", "floor")
    setup = Setup("128", connections=CROWD + 64, patient=True)

    def rounds_of(self, rounds: int) -> int:
        return min(rounds, 3)

    def estimate(self, servers: int, rounds: int, seconds: int) -> float:
        return servers * (2 + self.rounds_of(rounds) * (seconds + 2 * max(1, seconds // 2) + 6))

    def run(self, bench: Bench) -> None:
        # This program holds the other end of each; some descriptors are for what else it does.
        crowd = min(CROWD, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 256)
        load = Load()
        alone_seconds = max(1, bench.seconds // 2)
        with bench.started(self, self.setup) as servers:
            for running in servers.each("warming up"):
                running.check()
                load.run(running, 1)
            for number in range(self.rounds_of(bench.rounds)):
                for running in servers.each(f"with and without {crowd} idle connections", number):
                    before_crowd = measure(load, running, alone_seconds)
                    before = running.memory()["private of all"]
                    idle = IdleConnections(running.place.port, self.setup.path, crowd)
                    try:
                        grown = running.memory()["private of all"] - before
                        beside = measure(load, running, bench.seconds)
                        lost = idle.lost()
                    finally:
                        idle.close()
                    # The server takes leave of the crowd meanwhile, which is none of the load's.
                    load.run(running, 1)
                    after_crowd = measure(load, running, alone_seconds)
                    # Between the two, so that a machine which grows slower or faster is not taken for the crowd.
                    rate_alone = (before_crowd["rate"] + after_crowd["rate"]) / 2
                    cpu_alone = (before_crowd["cpu"] + after_crowd["cpu"]) / 2
                    values = beside | {
                        "idle": crowd,
                        "rate alone": rate_alone,
                        "cpu alone": cpu_alone,
                        "lost": lost,
                        "loss": (1 - beside["rate"] / rate_alone) * 100,
                        "cpu growth": (beside["cpu"] / cpu_alone - 1) * 100,
                        "failed": before_crowd["failed"] + beside["failed"] + after_crowd["failed"],
                    }
                    if number == 0:  # later rounds find the memory of the first still there
                        values["per connection"] = grown / crowd
                    bench.record(self, running, number, values)
