"""What every server tells of itself."""

from __future__ import annotations

import os
import shutil
import subprocess

from ..setup import GREETING, Place, Setup, content_of


class Server:
    name = ""
    package: str | None = None
    program = ""
    version_arguments = ("--version",)

    def found(self) -> str | None:
        """The program's path; Debian keeps servers where users do not look for programs."""
        return shutil.which(self.program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")

    def version(self) -> str:
        program = self.found()
        if not program:
            return "not installed"
        outcome = subprocess.run([program, *self.version_arguments], capture_output=True, text=True)
        lines = (outcome.stdout + outcome.stderr).strip().splitlines()
        return lines[0].strip() if lines else "unknown"

    def command(self, setup: Setup, place: Place) -> list[str]:
        """Writes what it needs below place.folder and says what to run, in the foreground."""
        raise NotImplementedError

    def workers(self, setup: Setup) -> int:
        """How many processes must live, the parent included, before it is measured."""
        return 1 + (setup.children or 1)

    def right(self, setup: Setup, body: bytes) -> bool:
        return body == (GREETING if setup.content in ("memory", "delay") else content_of(setup.content))
