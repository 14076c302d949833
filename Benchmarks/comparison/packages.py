"""What the run needs, and how it gets it."""

from __future__ import annotations

import os
import shutil
import subprocess

from . import servers

TOOLS = {"wrk": "wrk", "cc": "gcc", "setpriv": "util-linux"}
# Without these some columns or workloads stay empty.
USEFUL = {"perf": "linux-perf", "strace": "strace", "valgrind": "valgrind"}


def missing(wanted: set[str]) -> dict[str, str]:
    """Packages by what lacks them."""
    lacking = {tool: package for tool, package in {**TOOLS, **USEFUL}.items() if not shutil.which(tool)}
    for name in wanted:
        server = servers.ALL[name]
        if server.package and not server.found():
            lacking[name] = server.package
    return lacking


def install(lacking: dict[str, str]) -> str | None:
    """Installs from Debian, or returns what to install when that is not for this user to do."""
    packages = sorted(set(lacking.values()))
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return f"{' '.join(sorted(lacking))} not found; install with: sudo {' '.join(command)}"
    print("installing", *packages, flush=True)
    # The packages' services must not start: RUNLEVEL=1 is what invoke-rc.d takes for the single-user mode.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True)
    return None if outcome.returncode == 0 else f"{' '.join(command)} failed: {outcome.stderr.strip()[-400:]}"


def lacks_a_tool() -> list[str]:
    return [tool for tool in TOOLS if not shutil.which(tool)]
