"""nginx, with and without its cache of open files."""

from __future__ import annotations

import os

from ..setup import Place, Setup
from .base import Server

CONFIGURATION = """\
daemon off;
{user}
worker_processes {children};
worker_rlimit_nofile 20000;
pid {folder}/pid;
error_log {folder}/error.log error;
events {{ worker_connections {connections}; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  keepalive_timeout 3600;
  types {{ text/plain txt; }}
  {temporary}
  {cache}
  server {{
    listen 127.0.0.1:{port} backlog=4096{deferred};
    root {root};
    location = /small {{ return 200 "Hello, world\\n"; }}
  }}
}}
"""


class Nginx(Server):
    package = "nginx-light"
    program = "nginx"
    version_arguments = ("-v",)

    def __init__(self, name: str, cached: bool, deferred: bool = False):
        self.name, self.cached, self.deferred = name, cached, deferred

    def command(self, setup: Setup, place: Place) -> list[str]:
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        configuration = place.folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(
                user="user root;" if os.geteuid() == 0 else "",
                children=setup.children,
                folder=place.folder,
                connections=max(512, setup.connections + 64),
                port=place.port,
                deferred=" deferred" if self.deferred else "",
                root=place.root,
                temporary=" ".join(f"{kind}_temp_path {place.folder}/{kind};" for kind in kinds),
                cache="open_file_cache max=1000 inactive=60s;" if self.cached else "",
            )
        )
        return [self.found() or self.program, "-e", f"{place.folder}/error.log", "-c", str(configuration)]
