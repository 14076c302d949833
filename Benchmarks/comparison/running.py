"""A server while it runs: started, checked, measured, stopped."""

from __future__ import annotations

import os
import pathlib
import signal
import socket
import statistics
import subprocess
import time

from . import http
from .accounting import CPU, ControlGroup, Usage, memory, process_tree, switches, tree_cpu, usage
from .servers import Server
from .setup import Place, Setup


class Trouble(Exception):
    """A server that cannot be measured, and why."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Running:
    """One started server. Its processes are counted in a control group of their own where one can be made."""

    def __init__(
        self,
        server: Server,
        setup: Setup,
        folder: pathlib.Path,
        root: pathlib.Path,
        built: pathlib.Path,
        wrap: list[str],
    ):
        """wrap: a command that runs the server as its last arguments; none to run it as it is."""
        self.server, self.setup = server, setup
        folder.mkdir(exist_ok=True)
        self.place = Place(folder, root, built, free_port())
        self.group = ControlGroup.make()
        self.answer_bytes = 0
        command = [*wrap, *server.command(setup, self.place)]
        # If this program is killed, what it started must not stay: the kernel ends it (setpriv is in util-linux).
        command = ["setpriv", "--pdeathsig", "TERM", *command]
        if self.group:
            command = [*self.group.entering(), *command]
        self.log = (folder / "output").open("wb")
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            cwd=folder,
            start_new_session=True,
        )

    @property
    def leader(self) -> int:
        return self.process.pid

    def tree(self) -> list[int]:
        return process_tree(self.leader)

    def children(self) -> list[int]:
        """What serves: the processes without the parent, or the only one."""
        return self.tree()[1:] or [self.leader]

    def wait_until_ready(self, deadline: float = 30) -> None:
        """Until all its processes are there and it answers."""
        end = time.monotonic() + deadline
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Trouble(f"{self.server.name} ended at once: {self.last_words()}")
            try:
                socket.create_connection(("127.0.0.1", self.place.port), 1).close()
                if len(self.tree()) >= self.server.workers(self.setup):
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise Trouble(f"{self.server.name} is not ready after {deadline} s: {self.last_words()}")

    def check(self) -> None:
        """That it sends the right bytes, and keeps or closes the connection as the workload wants it."""
        self.answer_bytes = http.check(
            self.place.port,
            self.setup.path,
            self.setup.keep_alive,
            lambda body: self.server.right(self.setup, body),
        )

    def last_words(self) -> str:
        texts = [
            file.read_text(errors="replace")
            for file in (self.place.folder / "output", self.place.folder / "error.log")
            if file.exists()
        ]
        return " | ".join(" ".join(texts).strip().splitlines()[-3:]) or "no message"

    def cpu(self) -> CPU:
        return self.group.cpu() if self.group else tree_cpu(self.tree())

    def usage(self) -> dict[int, Usage]:
        """Of each of its processes that lives, the parent first."""
        return usage(self.tree())

    def switches(self) -> dict[int, tuple[int, int]]:
        return switches(self.tree())

    def memory(self) -> dict[str, float]:
        """Of a child in the middle, and of all children together, in KiB."""
        measured = [value for value in map(memory, self.children()) if value]
        if not measured:
            raise Trouble(f"{self.server.name} has no process whose memory can be read")
        return {
            "private": statistics.median(value.private for value in measured),
            "proportional": statistics.median(value.proportional for value in measured),
            "private of all": sum(value.private for value in measured),
        }


def stop(servers: list[Running]) -> None:
    """All of them, and whatever they forked, within a few seconds. A signal to this program waits until that is done."""
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        _stop(servers)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)


def _stop(servers: list[Running]) -> None:
    trees = {running: set(running.tree()) for running in servers if running.process.poll() is None}
    for running in trees:
        running.process.terminate()
    end = time.monotonic() + 5
    for running in trees:
        try:
            running.process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            running.process.kill()
            running.process.wait()
    for running in servers:
        _kill_what_is_left(running, trees.get(running, set()))
        running.log.close()


def _kill_what_is_left(running: Running, tree: set[int]) -> None:
    """In its control group none but its own can be; without one only those count that were in its session."""
    for _ in range(100):
        left = (
            running.group.processes()
            if running.group
            else [process for process in tree if _session(process) == running.leader]
        )
        if not left:
            break
        for process in left:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.02)
    if running.group:
        running.group.remove()


def _session(process: int) -> int | None:
    try:
        return os.getsid(process)
    except ProcessLookupError:
        return None
