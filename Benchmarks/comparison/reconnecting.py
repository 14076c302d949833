"""Clients that come back at once after a failure, and say how each request ended. wrk tells no refusal from a reset."""

from __future__ import annotations

import collections
import itertools
import socket
import threading
import time

from .http import request


class Clients:
    """Threads that ask, each request on a connection of its own, until the time is up. Every so many requests one is for /trap."""

    def __init__(self, port: int, count: int, period: int):
        self.port, self.period = port, period
        self.numbers = itertools.count(1)
        self.end = 0.0
        self.kinds: list[collections.Counter[str]] = [collections.Counter() for _ in range(count)]
        self.answers: list[list[float]] = [[] for _ in range(count)]

    def run(self, seconds: int) -> dict[str, float]:
        """How many requests ended how, and `outage`, the longest time without an answer of 200, in milliseconds."""
        begin = time.monotonic()
        self.end = begin + seconds
        threads = [
            threading.Thread(target=self._work, args=(kinds, answers))
            for kinds, answers in zip(self.kinds, self.answers, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        moments = sorted(itertools.chain([begin, self.end], *self.answers))
        outage = max(later - sooner for sooner, later in itertools.pairwise(moments))
        return {**sum(self.kinds, collections.Counter()), "outage": outage * 1000}

    def _work(self, kinds: collections.Counter[str], answers: list[float]) -> None:
        while time.monotonic() < self.end:
            kind = self._ask(kinds)
            kinds[kind] += 1
            if kind == "200":
                answers.append(time.monotonic())

    def _ask(self, kinds: collections.Counter[str]) -> str:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
                path = "/"
                if next(self.numbers) % self.period == 0:
                    path = "/trap"
                    kinds["trapped"] += 1
                connection.sendall(request(path, keep_alive=False))
                received = b""
                while more := connection.recv(4096):
                    received += more
        except ConnectionRefusedError:
            return "refused"
        except (ConnectionResetError, BrokenPipeError):
            return "reset"
        except TimeoutError:
            return "timed out"
        # An end without an answer is no reset, but no better.
        return received[9:12].decode() if received.startswith(b"HTTP/1.1 ") else "reset"
