"""How long a pool lacks a child that was killed, and whom else it hits."""

from __future__ import annotations

import os
import pathlib
import random
import signal
import statistics
import threading
import time
import typing

from ..load import Load
from ..running import Running, Trouble
from ..setup import Setup
from .base import Column, Workload

if typing.TYPE_CHECKING:
    from ..bench import Bench

PAUSE = 0.1


class Replacement(Workload):
    columns = (
        Column("median", "median ms", 1),
        Column("worst", "worst ms", 1),
        Column("kills", "killed", 0),
        Column("failed", "requests failed", 0),
        Column("others", "failed beyond one a kill", 0),
        Column("rate", "req/s meanwhile", 0),
    )
    ratios = (Column("median", "median"),)
    references = ("nginx",)
    setup = Setup("memory", children=8, keep_alive=False, connections=8)

    def estimate(self, servers: int, rounds: int, seconds: int) -> float:
        return servers * (2 + rounds * (seconds + 0.5))

    def run(self, bench: Bench) -> None:
        with bench.started(self, self.setup) as servers:
            for running in servers.each("warming up"):
                running.check()
            for number in range(bench.rounds):
                for running in servers.each("killing children", number):
                    bench.record(self, running, number, self._round(running, bench.seconds))

    def _round(self, running: Running, seconds: int) -> dict[str, float]:
        outcome: dict[str, float] = {}
        trouble: list[Trouble] = []

        def load() -> None:
            try:
                outcome.update(Load(clients=8).run(running, seconds))
            except Trouble as error:
                trouble.append(error)

        client = threading.Thread(target=load)
        client.start()
        times = []
        end = time.monotonic() + seconds - 0.3
        try:
            while time.monotonic() < end:
                time.sleep(PAUSE)
                times.append(replace_one(running) * 1000)
        finally:
            client.join()
        if trouble:
            raise trouble[0]
        return outcome | {
            "median": statistics.median(times),
            "worst": max(times),
            "kills": len(times),
            "others": max(0, outcome["failed"] - len(times)),
        }


def replace_one(running: Running) -> float:
    """Kills one child; the seconds until the parent has one that it did not have before."""
    before = _children(running.leader)
    victim = random.choice(sorted(before))
    start = time.monotonic()
    os.kill(victim, signal.SIGKILL)
    while not _children(running.leader) - before:
        if time.monotonic() > start + 10:
            raise Trouble(f"{running.server.name} has not replaced a child in 10 s")
        time.sleep(0.0002)
    return time.monotonic() - start


def _children(parent: int) -> set[int]:
    return set(map(int, pathlib.Path(f"/proc/{parent}/task/{parent}/children").read_text().split()))
