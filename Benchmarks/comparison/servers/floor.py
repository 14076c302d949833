"""The floor: the least that a pre-forked server can do, from Benchmarks/Floor."""

from __future__ import annotations

import pathlib
import shutil
import subprocess

from ..setup import Place, Setup
from .base import Server


class Floor(Server):
    program = "cc"

    def __init__(self, name: str, model: str, ending: str = ""):
        self.name, self.model, self.ending = name, model, ending

    def command(self, setup: Setup, place: Place) -> list[str]:
        children = setup.children if setup.children is not None else 5
        file = [] if setup.content in ("memory", "delay") else [f"{place.root}{setup.path}"]
        return [
            str(place.built / "floor"),
            self.model,
            str(place.port),
            str(children),
            ("keep" if setup.keep_alive else "close") + self.ending,
            *file,
        ]

    def workers(self, setup: Setup) -> int:
        return 1 + (setup.children or 5)


def build(sources: pathlib.Path, output: pathlib.Path) -> None:
    compiler = shutil.which("cc") or "cc"
    files = sorted(str(file) for file in sources.glob("*.c"))
    subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(output), *files], check=True)
