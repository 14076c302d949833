"""h2o: threads instead of processes, with a cache of open files."""

from __future__ import annotations

import os

from ..setup import Place, Setup
from .base import Server

CONFIGURATION = """\
{user}
num-threads: {children}
max-connections: {connections}
http1-request-timeout: 3600
error-log: {folder}/error.log
listen:
  host: 127.0.0.1
  port: {port}
hosts:
  default:
    paths:
      /:
        file.dir: {root}
"""


class H2O(Server):
    name = "h2o"
    package = "h2o"
    program = "h2o"

    def command(self, setup: Setup, place: Place) -> list[str]:
        configuration = place.folder / "h2o.conf"
        configuration.write_text(
            CONFIGURATION.format(
                user="user: root" if os.geteuid() == 0 else "",
                children=setup.children,
                connections=max(1024, setup.connections + 64),
                folder=place.folder,
                port=place.port,
                root=place.root,
            )
        )
        return [self.found() or self.program, "-m", "worker", "-c", str(configuration)]

    def workers(self, setup: Setup) -> int:
        return 1
