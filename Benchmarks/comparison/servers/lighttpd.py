"""lighttpd, one of the two peers that keep small files at hand."""

from __future__ import annotations

from ..setup import Place, Setup
from .base import Server

CONFIGURATION = """\
server.document-root = "{root}"
server.bind = "127.0.0.1"
server.port = {port}
server.max-worker = {children}
server.max-fds = {descriptors}
server.max-connections = {connections}
server.listen-backlog = 4096
server.max-keep-alive-requests = 65535
server.max-keep-alive-idle = 3600
server.errorlog = "{folder}/error.log"
mimetype.assign = ( ".txt" => "text/plain" )
"""


class Lighttpd(Server):
    name = "lighttpd"
    package = "lighttpd"
    program = "lighttpd"
    version_arguments = ("-v",)

    def command(self, setup: Setup, place: Place) -> list[str]:
        configuration = place.folder / "lighttpd.conf"
        configuration.write_text(
            CONFIGURATION.format(
                root=place.root,
                port=place.port,
                # With 0 it serves in the only process that it has, which is what one worker means to it.
                children=setup.children if (setup.children or 1) > 1 else 0,
                descriptors=2 * max(1024, setup.connections + 64),
                folder=place.folder,
                connections=max(1024, setup.connections + 64),
            )
        )
        return [self.found() or self.program, "-D", "-f", str(configuration)]

    def workers(self, setup: Setup) -> int:
        return 1 if setup.children == 1 else super().workers(setup)
