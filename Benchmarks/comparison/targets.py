"""What Prefork wants to reach, and whether it does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from .bench import Bench
from .figures import figure, ratio


@dataclasses.dataclass(frozen=True)
class Target:
    """most: the measured value may not be above the limit; else not below it."""

    workload: str
    text: str
    limit: float
    most: bool
    measure: Callable[[Bench], float | None]

    def miss(self, value: float) -> float:
        """How far beyond the limit, as a part of it; at most 0 where it is kept."""
        if self.limit == 0:
            return value
        return value / self.limit - 1 if self.most else 1 - value / self.limit


def _value(workload: str, server: str, key: str) -> Callable[[Bench], float | None]:
    return lambda bench: (found := figure(bench, workload, server, key)) and found.median


def _ratio(workload: str, server: str, reference: str, key: str) -> Callable[[Bench], float | None]:
    return lambda bench: (found := ratio(bench, workload, server, reference, key)) and found.median


def _compared(
    workload: str, server: str, reference: str, limit: float, key: str = "cpu", most: bool = True
) -> Target:
    what = {"cpu": "CPU", "rate": "req/s", "all": "all answered", "private of all": "private memory"}[key]
    return Target(workload, f"{what} to {reference}", limit, most, _ratio(workload, server, reference, key))


def _absolute(workload: str, server: str, key: str, text: str, limit: float) -> Target:
    return Target(workload, text, limit, True, _value(workload, server, key))


def _targets() -> list[Target]:
    targets = [
        _compared("keep-alive-memory", "prefork", "nginx", 0.85),
        _compared("keep-alive-memory", "prefork", "floor", 1.10),
    ]
    for workload in ("keep-alive-128", "keep-alive-1k"):
        targets += [
            _compared(workload, "prefork", name, limit)
            for name, limit in (
                ("nginx-ofc", 0.72),
                ("nginx", 0.50),
                ("h2o", 1),
                ("lighttpd", 1),
                ("floor", 1),
            )
        ]
        targets.append(_absolute(workload, "prefork", "calls", "system calls per request", 2.5))
    for workload in ("keep-alive-100k", "keep-alive-10m"):
        targets += [
            _compared(workload, "prefork", "nginx", 1, "rate", most=False),
            _compared(workload, "prefork", "nginx", 1),
        ]
    for workload in ("close-memory", "close-128"):
        targets += [
            _compared(workload, "prefork", "nginx", 0.90),
            _compared(workload, "prefork", "floor", 1.07),
        ]
    for workload in ("pipelined-memory", "pipelined-128"):
        targets.append(_compared(workload, "prefork", "nginx", 4, "rate", most=False))
    targets.append(
        Target("async-yield", "CPU of async above sync, us per request", 3, True, _microseconds_between)
    )
    for children in (32, 64):
        workload = f"classic-close-{children}"
        targets += [
            _compared(workload, "prefork-classic", "apache", 0.50),
            _compared(workload, "prefork-classic", "floor-classic", 1.15),
        ]
    targets.append(_compared("classic-keep-alive-64", "prefork-classic", "apache", 0.50))
    for workload, limit in (("keep-alive-memory", 3500), ("keep-alive-128", 4000), ("close-memory", 5500)):
        targets.append(
            _absolute(
                f"instructions-{workload}", "prefork", "instructions", "instructions per request", limit
            )
        )
    targets += [
        _absolute("idle-10000", "prefork", "loss", "throughput lost, %", 5),
        _absolute("idle-10000", "prefork", "per connection", "private KiB per idle connection", 2),
        _compared("burst-200", "prefork-classic", "floor-growing", 1.5, "all"),
        # A child that is woken for nothing goes back to sleep inside epoll_wait(2): only its context switches tell. They
        # are at least its wake-ups for connections, for it sleeps for a request that is late, too.
        *(
            _absolute(f"wake-{children}", "prefork-classic", "voluntary", "voluntary csw per connection", 1.1)
            for children in (1, 64, 256)
        ),
        Target("wake-256", "p50 to that with 1 child", 1.25, True, _growth(256, "p50")),
        _absolute("memory-256", "prefork-classic", "private", "private KiB of an idle child", 400),
        _compared("memory-256", "prefork-classic", "nginx", 1, "private of all"),
        _absolute("replacement", "prefork-classic", "median", "median ms until replaced", 10),
        _absolute("replacement", "prefork-classic", "others", "other requests failed", 0),
    ]
    return targets


def _microseconds_between(bench: Bench) -> float | None:
    """What an async handler with one yield costs beyond a synchronous one; seconds for 100,000 requests, times 10."""
    sync, other = (figure(bench, "async-yield", name, "cpu") for name in ("prefork-sync", "prefork-async"))
    return (other.median - sync.median) * 10 if sync and other else None


def _growth(children: int, key: str) -> Callable[[Bench], float | None]:
    """With so many idle children, as a ratio to that with one."""

    def measure(bench: Bench) -> float | None:
        few, many = (figure(bench, f"wake-{count}", "prefork-classic", key) for count in (1, children))
        return many.median / few.median if few and many and few.median else None

    return measure


ALL = _targets()
