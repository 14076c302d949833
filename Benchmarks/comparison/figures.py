"""Medians, extremes and ratios of what was recorded."""

from __future__ import annotations

import dataclasses
import statistics

from .bench import Bench
from .workloads.base import Workload


@dataclasses.dataclass(frozen=True)
class Figure:
    """Over rounds."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: list[float]) -> Figure | None:
        return cls(statistics.median(values), min(values), max(values)) if values else None


def figure(bench: Bench, workload: str, server: str, key: str) -> Figure | None:
    rounds = bench.values.get(workload, {}).get(server, {}).values()
    values = [values[key] for values in rounds if key in values]
    once = bench.once.get(workload, {}).get(server, {})
    # Every failure counts, not the median of failures.
    if key in ("failed", "lost", "kills", "others") and values:
        return Figure(sum(values), min(values), max(values))
    return Figure.of(values or ([once[key]] if key in once else []))


def ratio(bench: Bench, workload: str, server: str, reference: str, key: str) -> Figure | None:
    """Of two servers' figures of the same round, which the machine's moods hit alike."""
    ours, theirs = (bench.values.get(workload, {}).get(name, {}) for name in (server, reference))
    values = [
        ours[number][key] / theirs[number][key]
        for number in ours
        if key in ours[number] and number in theirs and theirs[number].get(key)
    ]
    return Figure.of(values)


def servers_of(bench: Bench, workload: Workload) -> list[str]:
    measured = bench.values.get(workload.name, {})
    return [name for name in workload.servers if measured.get(name)]
