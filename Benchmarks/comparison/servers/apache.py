"""Apache with the MPM that Prefork is named after."""
from __future__ import annotations

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
        """One connection a child: fewer children than clients would measure the queue."""
        return max(setup.children or 5, 72 if setup.connections >= 64 and setup.children == 2 else 1)

    def command(self, setup: Setup, place: Place) -> list[str]:
        fixed = setup.children is not None
        children = self.children(setup)
        configuration = place.folder / "apache.conf"
        configuration.write_text(CONFIGURATION.format(
            folder=place.folder, modules=self.modules, port=place.port, root=place.root, start=children,
            minimum=children, maximum=children + 1 if fixed else 10, limit=children if fixed else 256))
        return [self.found() or self.program, "-D", "FOREGROUND", "-f", str(configuration)]

    def workers(self, setup: Setup) -> int:
        return 1 + self.children(setup)
