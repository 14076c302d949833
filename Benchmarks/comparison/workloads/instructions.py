"""User-space instructions of a child per request, counted by callgrind: repeatable, so a threshold can stand on it."""

from __future__ import annotations

import os
import pathlib
import signal
import socket
import subprocess
import time
import typing

from .. import http
from ..running import Running, Trouble
from ..setup import Setup
from .base import Column, Workload

if typing.TYPE_CHECKING:
    from ..bench import Bench

FEW, MANY = 200, 1200


class Instructions(Workload):
    columns = (Column("instructions", "instructions/req", 0),)
    ratios = (Column("instructions", "instructions"),)
    references = ("nginx", "floor")

    def __init__(self, name: str, title: str, servers: tuple[str, ...], setup: Setup):
        super().__init__(name, title, servers)
        self.setup = setup

    def estimate(self, servers: int, rounds: int, seconds: int) -> float:
        return servers * 8

    def run(self, bench: Bench) -> None:
        counts: dict[str, list[int]] = {}
        # Runs of few and of many requests differ by those between, and by nothing else: what a start costs cancels out.
        for requests in (FEW, MANY):
            with bench.started(self, self.setup, under=callgrind) as servers:
                for running in servers.each(f"{requests} requests under callgrind"):
                    ask(running, requests)
                    total = finish(running)
                    counts.setdefault(running.server.name, []).append(total)
                    if requests == MANY:
                        few, many = counts[running.server.name]
                        bench.record(self, running, 0, {"instructions": (many - few) / (MANY - FEW)})


def build_preload(source: pathlib.Path, built: pathlib.Path) -> None:
    """What callgrind() has Prefork loaded with."""
    command = ["cc", "-O2", "-shared", "-fPIC", "-o", str(built / "pidfd.so"), str(source)]
    subprocess.run(command, check=True)


def strip(binary: pathlib.Path, output: pathlib.Path) -> None:
    """valgrind 3.19 cannot read the debug information of Swift's linker; nothing that runs differs."""
    subprocess.run(["strip", "-g", "-o", str(output), str(binary)], check=True)


def callgrind(name: str, folder: pathlib.Path, built: pathlib.Path) -> list[str]:
    """valgrind knows no pidfd_open(2), without which Prefork does not fork."""
    preload = ["env", f"LD_PRELOAD={built}/pidfd.so"] if name.startswith("prefork") else []
    # Apache's children write their report as another user.
    reports = folder / "callgrind"
    reports.mkdir(parents=True)
    reports.chmod(0o777)
    return [*preload, "valgrind", "--tool=callgrind", f"--callgrind-out-file={reports}/%p"]


def ask(running: Running, requests: int) -> None:
    wanted = http.request(running.setup.path, running.setup.keep_alive)
    if running.setup.keep_alive:
        with socket.create_connection(("127.0.0.1", running.place.port), 60) as connection:
            for _ in range(requests):
                connection.sendall(wanted)
                expect(running, connection)
    else:
        for _ in range(requests):
            with socket.socket() as connection:
                connection.settimeout(60)
                # The last segment of the handshake then waits for the first bytes (tcp_rcv_synsent_state_process in
                # net/ipv4/tcp_input.c): the request is always there when the connection is accepted. Else chance would
                # have it, and a server that has to wait for the request has more to do.
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 1)
                connection.connect(("127.0.0.1", running.place.port))
                connection.sendall(wanted)
                expect(running, connection)


def expect(running: Running, connection: socket.socket) -> None:
    status, _, body = http.read_answer(connection)
    if status != 200 or not running.server.right(running.setup, body):
        raise Trouble(f"{running.server.name} answers {status} under callgrind")


def finish(running: Running) -> int:
    """Ends the child, which makes callgrind write, and reads its count."""
    child = running.children()[0]
    report = running.place.folder / "callgrind" / str(child)
    # Prefork's children ignore signals that are meant for their parent.
    os.kill(running.leader if running.server.name.startswith("prefork") else child, signal.SIGTERM)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        text = report.read_text() if report.exists() else ""
        for line in text.splitlines():
            if line.startswith(("summary:", "totals:")):
                return int(line.split()[1])
        time.sleep(0.05)
    raise Trouble(f"callgrind wrote nothing of {running.server.name}")
