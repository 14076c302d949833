"""The servers that can be compared, by the name that --server takes."""

from .apache import Apache
from .base import Server
from .floor import Floor
from .gunicorn import Gunicorn
from .h2o import H2O
from .lighttpd import Lighttpd
from .nginx import Nginx
from .phpfpm import PHPFPM
from .prefork import Hosted, Prefork

ALL: dict[str, Server] = {
    server.name: server
    for server in (
        Prefork("prefork", classic=False),
        Prefork("prefork-classic", classic=True),
        Prefork("prefork-herd", classic=True, exclusive=False),
        Hosted("prefork-sync", "sync-handler"),
        Hosted("prefork-async", "async-handler"),
        Nginx("nginx", cached=False),
        Nginx("nginx-ofc", cached=True),
        Nginx("nginx-deferred", cached=False, deferred=True),
        Apache(),
        Lighttpd(),
        H2O(),
        Gunicorn(),
        PHPFPM(),
        Floor("floor", "events"),
        Floor("floor-spreading", "spreading"),
        Floor("floor-deferred", "events", ending="-deferred"),
        Floor("floor-joining", "events", ending="-deferred-joining"),
        Floor("floor-classic", "classic"),
        Floor("floor-classic-deferred", "classic", ending="-deferred"),
        Floor("floor-classic-joining", "classic", ending="-deferred-joining"),
        Floor("floor-reporting", "reporting"),
        Floor("floor-growing", "growing"),
    )
}
