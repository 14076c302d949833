"""What the figures were taken on."""

from __future__ import annotations

import argparse
import os
import pathlib
import platform
import shlex
import subprocess
import sys
import time

from . import servers

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent


def facts(names: set[str], options: argparse.Namespace, rounds: int, seconds: int) -> dict[str, object]:
    return {
        "command": "Benchmarks/compare " + shlex.join(sys.argv[1:]),
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": commit(),
        "rounds": rounds,
        "seconds": seconds,
        "machine": description(),
        "load before": os.getloadavg()[0],
        "stolen before": _stolen(),
        "versions": {"wrk": wrk(), **{name: _version(name) for name in sorted(names)}},
    }


def afterwards() -> dict[str, object]:
    return {"load after": os.getloadavg()[0], "stolen after": _stolen()}


def description() -> str:
    return (
        f"{os.cpu_count()} cores ({_processor()}), Linux {platform.release()} with TCP's {_congestion_control()}, "
        f"{_distribution()}"
    )


def _version(name: str) -> str:
    server = servers.ALL[name]
    return "this repository" if isinstance(server, servers.Prefork) else server.version()


def commit() -> str:
    outcome = subprocess.run(
        ["git", "-C", str(REPOSITORY), "describe", "--always", "--dirty"], capture_output=True, text=True
    )
    return outcome.stdout.strip() or "unknown"


def _processor() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _congestion_control() -> str:
    """On loopback, too: BBR paces what is sent, so that a segment of its own for the end of a stream costs a timer."""
    path = pathlib.Path("/proc/sys/net/ipv4/tcp_congestion_control")
    return path.read_text().strip() if path.exists() else "unknown congestion control"


def _distribution() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", "unknown distribution")


def wrk() -> str:
    outcome = subprocess.run(["wrk", "-v"], capture_output=True, text=True)
    return (outcome.stdout + outcome.stderr).splitlines()[0].strip()


def _stolen() -> list[int]:
    """All the machine's ticks so far, and those that the host gave to others."""
    ticks = list(map(int, pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]))
    return [sum(ticks), ticks[7]]
