"""PHP-FPM with a dynamic pool of Prefork's default size; it speaks FastCGI, not HTTP."""

from __future__ import annotations

import glob
import os

from ..setup import Place, Setup
from .base import Server

CONFIGURATION = """\
[global]
error_log = {folder}/error.log
log_level = error
daemonize = no
[pool]
{user}
listen = 127.0.0.1:{port}
listen.backlog = 4096
pm = dynamic
pm.max_children = 256
pm.start_servers = 5
pm.min_spare_servers = 5
pm.max_spare_servers = 10
"""


class PHPFPM(Server):
    name = "php-fpm"
    package = "php-fpm"
    program = "php-fpm"

    def found(self) -> str | None:
        """Debian puts the version into the program's name."""
        return super().found() or max(glob.glob("/usr/sbin/php-fpm[0-9]*"), default=None)

    def command(self, setup: Setup, place: Place) -> list[str]:
        configuration = place.folder / "fpm.conf"
        root = os.geteuid() == 0
        configuration.write_text(
            CONFIGURATION.format(
                folder=place.folder, port=place.port, user="user = root\ngroup = root" if root else ""
            )
        )
        return [self.found() or self.program, "-F", "-n", *(["-R"] if root else []), "-y", str(configuration)]

    def workers(self, setup: Setup) -> int:
        return 6
