"""How fast a pool of five grows when 200 come at once and stay for 50 ms."""

from __future__ import annotations

import select
import socket
import statistics
import struct
import time
import typing

from ..accounting import Usage
from ..http import request
from ..setup import Setup
from .base import Column, Workload

if typing.TYPE_CHECKING:
    from ..bench import Bench

CLIENTS = 200


class Burst(Workload):
    columns = (
        Column("all", "all answered ms", 0),
        Column("half", "half answered ms", 0),
        Column("before", "processes before", 0),
        Column("after", "processes after", 0),
        Column("cpu", "CPU ms", 0),
        Column("parent", "parent's CPU us a fork", 0),
        Column("parent faults", "parent's page faults a fork", 0),
        Column("worker", "new child's CPU us", 0),
        Column("worker faults", "new child's page faults", 0),
        Column("failed", "failed", 0),
    )
    ratios = (Column("all", "all answered"),)
    references = ("floor-growing",)
    setup = Setup("delay", children=None, keep_alive=False)
    near = 2

    def estimate(self, servers: int, rounds: int, seconds: int) -> float:
        return servers * self.rounds_of(rounds) * 2.5

    def run(self, bench: Bench) -> None:
        for number in range(self.rounds_of(bench.rounds)):
            # A pool that has grown shrinks slowly: each burst meets a new one.
            with bench.started(self, self.setup) as servers:
                for running in servers.each("burst", number):
                    time.sleep(0.3)
                    fastcgi = running.server.name == "php-fpm"
                    wanted = (
                        fastcgi_request(f"{running.place.root}/delay.php")
                        if fastcgi
                        else request("/delay", False)
                    )
                    cpu, before = running.cpu(), running.usage()
                    values = burst(running.place.port, wanted)
                    used, after = running.cpu() - cpu, running.usage()
                    values |= births(running.leader, before, after)
                    values["cpu"] = (used.user + used.system) * 1000
                    bench.record(self, running, number, values)


def births(parent: int, before: dict[int, Usage], after: dict[int, Usage]) -> dict[str, float]:
    """What the new children cost their parent and themselves, each having answered about one request."""
    values: dict[str, float] = {"before": len(before), "after": len(after)}
    new = [used for process, used in after.items() if process not in before]
    if new:
        spent = after[parent] - before[parent]
        values |= {
            "parent": spent.nanoseconds / 1000 / len(new),
            "parent faults": spent.faults / len(new),
            "worker": statistics.median(used.nanoseconds for used in new) / 1000,
            "worker faults": statistics.median(used.faults for used in new),
        }
    return values


def burst(port: int, wanted: bytes) -> dict[str, float]:
    """All connect at once; milliseconds until half of them and until all have their answer."""
    poll, waiting, received = select.epoll(), {}, {}
    start = time.monotonic()
    for _ in range(CLIENTS):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(("127.0.0.1", port))
        poll.register(client, select.EPOLLOUT)
        waiting[client.fileno()], received[client.fileno()] = client, bytearray()
    done, good = [], 0
    while waiting and time.monotonic() < start + 20:
        for number, events in poll.poll(1):
            if events & select.EPOLLOUT and not events & (select.EPOLLERR | select.EPOLLHUP):
                waiting[number].send(wanted)  # as small as it is, a new connection takes all of it
                poll.modify(number, select.EPOLLIN)
            elif _ended(waiting[number], received[number]):
                done.append(time.monotonic() - start)
                good += any(text in received[number] for text in (b"Hello, world", b"Served by worker"))
                poll.unregister(number)
                waiting.pop(number).close()
    for client in waiting.values():
        client.close()
    poll.close()
    values: dict[str, float] = {"failed": CLIENTS - good}
    if good == CLIENTS:
        values |= {"all": done[-1] * 1000, "half": done[CLIENTS // 2 - 1] * 1000}
    return values


def _ended(client: socket.socket, received: bytearray) -> bool:
    """Takes what has come; true at the end of the connection, good or bad: what has come tells which."""
    try:
        piece = client.recv(65536)
    except BlockingIOError:
        return False
    except OSError:
        return True
    received += piece
    return not piece


def fastcgi_request(script: str) -> bytes:
    """A GET of a script as FastCGI 1.0 wants it: begin, parameters, their end, an empty body."""
    parameters = b"".join(
        bytes([len(name), len(value)]) + name.encode() + value.encode()
        for name, value in (("SCRIPT_FILENAME", script), ("REQUEST_METHOD", "GET"))
    )

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content

    return record(1, struct.pack(">HB5x", 1, 0)) + record(4, parameters) + record(4, b"") + record(5, b"")
