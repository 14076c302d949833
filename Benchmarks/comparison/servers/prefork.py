"""The server of this repository, release build."""

from __future__ import annotations

import os
import pathlib
import subprocess

from ..setup import Place, Setup
from .base import Server


class Prefork(Server):
    program = "ServerCLI"

    def __init__(self, name: str, classic: bool, exclusive: bool = True):
        self.name, self.classic, self.exclusive = name, classic, exclusive
        self.path: str | None = None

    def found(self) -> str | None:
        return self.path if self.path and os.access(self.path, os.X_OK) else None

    def command(self, setup: Setup, place: Place) -> list[str]:
        arguments = [
            self.path or self.program,
            "--listen",
            f"127.0.0.1:{place.port}",
            "--backlog",
            "4096",
            "--defer-accept",
            "1s",
            "--log-level",
            "error",
            "--max-requests-per-connection",
            "0",
        ]
        if setup.children is not None:
            for option in ("start-workers", "min-spare-workers", "max-spare-workers", "max-workers"):
                arguments += [f"--{option}", str(setup.children)]
        if not self.classic:
            arguments += ["--connections-per-worker", str(setup.connections + 64)]
        if setup.patient:
            arguments += ["--keep-alive-timeout", "1h"]
        if not self.exclusive:
            arguments += ["--no-epoll-exclusive"]
        if setup.content == "delay":
            arguments += ["--dummy-delay", "50ms"]
        elif setup.content != "memory":
            arguments += ["--root", str(place.root)]
        return arguments

    def workers(self, setup: Setup) -> int:
        return 1 + (setup.children or 5)

    def right(self, setup: Setup, body: bytes) -> bool:
        if setup.content in ("memory", "delay"):
            return body.startswith(b"Served by worker ") and body.endswith(b"of them spare.\n")
        return super().right(setup, body)


class Hosted(Prefork):
    """A program of Benchmarks/Handlers, which hosts a handler of its own."""

    def __init__(self, name: str, program: str):
        super().__init__(name, classic=False)
        self.program = program

    def right(self, setup: Setup, body: bytes) -> bool:
        return Server.right(self, setup, body)


def build(package: pathlib.Path) -> pathlib.Path:
    """Builds the programs of Benchmarks/Handlers and says where they are.

    With the Swift runtime as a library, as programs with async handlers are deployed: the main actor's queue is not found
    in a program that has the runtime in it.
    """
    command = ["swift", "build", "-c", "release", "--package-path", str(package)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shown = subprocess.run([*command, "--show-bin-path"], check=True, capture_output=True, text=True)
    return pathlib.Path(shown.stdout.strip())
