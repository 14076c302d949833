"""What many children cost that have served nothing yet."""

from __future__ import annotations

import typing

from ..accounting import memory
from ..setup import Setup
from .base import Column, Workload

if typing.TYPE_CHECKING:
    from ..bench import Bench


class IdleMemory(Workload):
    columns = (
        Column("private", "private KiB a child", 0),
        Column("proportional", "proportional KiB a child", 0),
        Column("private of all", "private KiB of all children", 0),
        Column("parent", "private KiB of the parent", 0),
    )
    ratios = (Column("private of all", "private of all"),)
    references = ("nginx", "floor-classic")
    setup = Setup("memory", children=256)

    def estimate(self, servers: int, rounds: int, seconds: int) -> float:
        return servers * 3

    def run(self, bench: Bench) -> None:
        with bench.started(self, self.setup) as servers:
            for running in servers.each("reading memory"):
                parent = memory(running.leader)
                bench.record(
                    self, running, 0, running.memory() | ({"parent": parent.private} if parent else {})
                )
