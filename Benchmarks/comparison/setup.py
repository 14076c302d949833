"""What a workload asks of a server, and the files that it serves."""

from __future__ import annotations

import dataclasses
import pathlib

SIZES = {"128": 128, "1k": 1024, "100k": 100 * 1024, "10m": 10 * 1024 * 1024}
GREETING = b"Hello, world\n"


@dataclasses.dataclass(frozen=True)
class Setup:
    """How a server is started.

    content: "memory" for a few bytes without a file, a key of SIZES for a file, "delay" for an answer that blocks 50 ms.
    children: how many processes serve; None for the pool that the server's own defaults make.
    connections: how many are open at a time, the idle ones included.
    patient: a connection may be idle for an hour, where the server would close it sooner by default.
    """

    content: str = "memory"
    children: int | None = 2
    keep_alive: bool = True
    connections: int = 64
    patient: bool = False

    @property
    def path(self) -> str:
        return {"memory": "/small", "delay": "/delay"}.get(self.content, f"/{self.content}.txt")


@dataclasses.dataclass(frozen=True)
class Place:
    """Where one server lives: a folder of its own, the root that all share, what was built, and a port."""

    folder: pathlib.Path
    root: pathlib.Path
    built: pathlib.Path
    port: int


def content_of(name: str) -> bytes:
    line = b"The quick brown fox jumps over the lazy dog, and the dog does not mind at all.\n"
    size = SIZES[name]
    return (line * (size // len(line) + 1))[:size]


def write_root(root: pathlib.Path) -> None:
    root.mkdir()
    for name in SIZES:
        (root / f"{name}.txt").write_bytes(content_of(name))
    (root / "small").write_bytes(GREETING)  # for Apache, which answers from files only
    # A way without CGI for each peer to block a request: Apache's mod_lua and PHP run these.
    (root / "delay.lua").write_text(
        'function handle(r)\n  r.usleep(50000)\n  r.content_type = "text/plain"\n'
        '  r:puts("Hello, world\\n")\n  return apache2.OK\nend\n'
    )
    (root / "delay.php").write_text('<?php usleep(50000); echo "Hello, world\\n";\n')
