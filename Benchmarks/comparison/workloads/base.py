"""What all workloads have in common."""

from __future__ import annotations

import dataclasses
import typing

if typing.TYPE_CHECKING:
    from ..bench import Bench


@dataclasses.dataclass(frozen=True)
class Column:
    """One figure of a table: its key, its heading, and the number of decimals."""

    key: str
    title: str
    decimals: int = 2


class Workload:
    """ratios: the keys whose ratios to the reference servers are shown, taken pair by pair within a round."""

    columns: tuple[Column, ...] = ()
    ratios: tuple[Column, ...] = ()
    references: tuple[str, ...] = ()
    curve: tuple[str, int] | None = None
    #: How many times the rounds it takes: more where a target is near, so that they tell chance from cause.
    near = 1

    def __init__(self, name: str, title: str, servers: tuple[str, ...]):
        self.name, self.title, self.servers = name, title, servers

    def rounds_of(self, rounds: int) -> int:
        """How many rounds it takes when so many are asked for; one is a trial and stays one."""
        return rounds * self.near if rounds > 1 else rounds

    def estimate(self, servers: int, rounds: int, seconds: int) -> float:
        """Seconds that it will take."""
        raise NotImplementedError

    def run(self, bench: Bench) -> None:
        raise NotImplementedError
