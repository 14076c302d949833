"""gunicorn with its sync workers, which close after each answer."""

from __future__ import annotations

from ..setup import Place, Setup
from .base import Server

APPLICATION = """\
def application(environment, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "13")])
    return [b"Hello, world\\n"]
"""


class Gunicorn(Server):
    name = "gunicorn"
    package = "gunicorn"
    program = "gunicorn"

    def command(self, setup: Setup, place: Place) -> list[str]:
        (place.folder / "greeting.py").write_text(APPLICATION)
        return [
            self.found() or self.program,
            "--workers",
            str(setup.children),
            "--bind",
            f"127.0.0.1:{place.port}",
            "--backlog",
            "4096",
            "--worker-class",
            "sync",
            "--log-level",
            "error",
            "--chdir",
            str(place.folder),
            "greeting:application",
        ]
