"""Apache with the MPM that Prefork is named after."""

from __future__ import annotations

import os
import pathlib

from ..setup import Place, Setup
from .base import Server

# AllowOverride None and FollowSymLinks: without them each request looks for .htaccess files and links on its way.
CONFIGURATION = """\
ServerRoot {folder}
ServerName localhost
DefaultRuntimeDir {folder}
PidFile {folder}/pid
ErrorLog {folder}/error.log
LogLevel error
{user}
LoadModule mpm_prefork_module {modules}/mod_mpm_prefork.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule lua_module {modules}/mod_lua.so
TypesConfig /dev/null
AddType text/plain .txt
Listen 127.0.0.1:{port}
ListenBackLog 4096
DocumentRoot {root}
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
EnableSendfile On
StartServers {start}
MinSpareServers {minimum}
MaxSpareServers {maximum}
ServerLimit {limit}
MaxRequestWorkers {limit}
<Directory />
  AllowOverride None
  Options FollowSymLinks
  Require all granted
</Directory>
LuaMapHandler /delay {root}/delay.lua
"""


class Apache(Server):
    name = "apache"
    package = "apache2-bin"
    program = "apache2"
    version_arguments = ("-v",)
    modules = pathlib.Path("/usr/lib/apache2/modules")

    def children(self, setup: Setup) -> int:
        """One connection a child: kept ones would starve all clients but two."""
        return max(setup.children or 5, 72 if setup.keep_alive and setup.children == 2 else 1)

    def command(self, setup: Setup, place: Place) -> list[str]:
        fixed = setup.children is not None
        children = self.children(setup)
        configuration = place.folder / "apache.conf"
        configuration.write_text(
            CONFIGURATION.format(
                user="User www-data\nGroup www-data" if os.geteuid() == 0 else "",
                folder=place.folder,
                modules=self.modules,
                port=place.port,
                root=place.root,
                start=children,
                minimum=children,
                maximum=children + 1 if fixed else 10,
                limit=children if fixed else 256,
            )
        )
        return [self.found() or self.program, "-D", "FOREGROUND", "-f", str(configuration)]

    def workers(self, setup: Setup) -> int:
        return 1 + self.children(setup)
