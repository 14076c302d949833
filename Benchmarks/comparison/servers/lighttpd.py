"""lighttpd, one of the two peers that keep small files at hand."""

from __future__ import annotations

from ..setup import Place, Setup
from .base import Server

CONFIGURATION = """\
server.document-root = "{root}"
server.bind = "127.0.0.1"
server.port = {port}
server.max-worker = {children}
server.max-fds = 20000
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
                children=setup.children,
                folder=place.folder,
                connections=max(1024, setup.connections + 64),
            )
        )
        return [self.found() or self.program, "-D", "-f", str(configuration)]
