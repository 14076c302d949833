"""What a server's processes have used: CPU, context switches, memory."""

from __future__ import annotations

import dataclasses
import itertools
import os
import pathlib
from collections.abc import Iterator

TICKS = os.sysconf("SC_CLK_TCK")
_numbers = itertools.count()


def process_tree(leader: int) -> list[int]:
    """The leader and all that descend from it, parents first."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            fields = _stat(int(entry))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry))
    tree = [leader]
    for process in tree:
        tree += children.get(process, [])
    return tree


def _stat(process: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the third on: the second, the name, may hold blanks."""
    try:
        text = pathlib.Path(f"/proc/{process}/stat").read_text()
    except OSError:  # it has ended, which is what the caller wants to know
        return None
    return text.rpartition(")")[2].split()


@dataclasses.dataclass(frozen=True)
class CPU:
    user: float
    system: float

    def __sub__(self, other: CPU) -> CPU:
        return CPU(self.user - other.user, self.system - other.system)


class ControlGroup:
    """Counts the CPU time of a process and of all that descends from it, whether it lives or not.

    Version 2 has cpu.stat in every group, so no controller need be enabled; version 1 has cpuacct. Where no group can be
    made the caller sums up /proc/PID/stat, which counts in ticks."""

    def __init__(self, folder: pathlib.Path, version: int):
        self.folder, self.version = folder, version

    @classmethod
    def make(cls) -> ControlGroup | None:
        mounts = [line.split()[1:4] for line in pathlib.Path("/proc/mounts").read_text().splitlines()]
        places = [(2, place) for place, kind, _ in mounts if kind == "cgroup2"]
        places += [
            (1, place)
            for place, kind, options in mounts
            if kind == "cgroup" and "cpuacct" in options.split(",")
        ]
        for version, place in places:
            folder = pathlib.Path(place) / f"prefork-benchmark-{os.getpid()}-{next(_numbers)}"
            try:
                folder.mkdir()
                if (folder / ("cpu.stat" if version == 2 else "cpuacct.usage")).exists():
                    return cls(folder, version)
                folder.rmdir()
            except OSError:  # not this user's to make: the next will do
                continue
        return None

    def entering(self) -> list[str]:
        """A command that moves itself into the group and becomes the command that follows."""
        return ["/bin/sh", "-c", f'echo $$ > {self.folder}/cgroup.procs && exec "$@"', "sh"]

    def cpu(self) -> CPU:
        if self.version == 2:
            values = dict(line.split() for line in (self.folder / "cpu.stat").read_text().splitlines())
            return CPU(int(values["user_usec"]) / 1e6, int(values["system_usec"]) / 1e6)
        # In version 1 the sum is exact and the parts are sampled at the timer's ticks: they serve as shares only.
        total, user, system = (
            int((self.folder / f"cpuacct.usage{part}").read_text()) / 1e9 for part in ("", "_user", "_sys")
        )
        share = user / (user + system) if user + system else 0
        return CPU(total * share, total * (1 - share))

    def processes(self) -> list[int]:
        return [int(line) for line in (self.folder / "cgroup.procs").read_text().split()]

    def remove(self) -> None:
        try:
            self.folder.rmdir()
        except OSError as error:
            print(f"cannot remove {self.folder}: {error.strerror}")


def tree_cpu(processes: list[int]) -> CPU:
    """Of these processes and of the children that they have waited for."""
    user = system = 0
    for process in processes:
        if fields := _stat(process):
            user += int(fields[11]) + int(fields[13])
            system += int(fields[12]) + int(fields[14])
    return CPU(user / TICKS, system / TICKS)


@dataclasses.dataclass(frozen=True)
class Usage:
    """Of one process since its birth: nanoseconds on a processor, and page faults that needed no disk."""

    nanoseconds: int = 0
    faults: int = 0

    def __sub__(self, other: Usage) -> Usage:
        return Usage(self.nanoseconds - other.nanoseconds, self.faults - other.faults)


def usage(processes: list[int]) -> dict[int, Usage]:
    """Exact to the nanosecond where /proc/PID/stat counts ticks; a process that has ended is left out."""
    found = {}
    for process in processes:
        times = [int(text.split()[0]) for _, text in _of_threads(process, "schedstat")]
        fields = _stat(process)
        if fields:
            found[process] = Usage(sum(times), int(fields[7]))
    return found


def _of_threads(process: int, name: str) -> Iterator[tuple[int, str]]:
    """What /proc says of each thread that lives."""
    try:
        threads = os.listdir(f"/proc/{process}/task")
    except OSError:  # it has ended
        return
    for thread in threads:
        try:
            yield int(thread), pathlib.Path(f"/proc/{process}/task/{thread}/{name}").read_text()
        except OSError:
            continue


def switches(processes: list[int]) -> dict[int, tuple[int, int]]:
    """Voluntary and involuntary context switches of each thread of these processes."""
    counts = {}
    for process in processes:
        for thread, status in _of_threads(process, "status"):
            lines = dict(line.split(":", 1) for line in status.splitlines() if "ctxt_switches" in line)
            counts[thread] = (
                int(lines["voluntary_ctxt_switches"]),
                int(lines["nonvoluntary_ctxt_switches"]),
            )
    return counts


@dataclasses.dataclass(frozen=True)
class Memory:
    """In KiB: what belongs to the process alone, and its share of what it has in common with others."""

    private: int
    proportional: int


def memory(process: int) -> Memory | None:
    try:
        lines = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return None
    values = {key: int(value.split()[0]) for key, value in (line.split(":") for line in lines)}
    return Memory(values["Private_Clean"] + values["Private_Dirty"], values["Pss"])
