"""Every workload by name, in the order in which they run."""

from ..load import Load
from ..setup import Setup
from .base import Workload
from .burst import Burst
from .idle import IdleCrowd
from .instructions import Instructions
from .loads import LoadWorkload
from .memory import IdleMemory
from .replacement import Replacement

_files = ("prefork", "nginx-ofc", "nginx", "apache", "lighttpd", "h2o", "floor")

_loads = [
    LoadWorkload(
        "keep-alive-memory",
        "Keep-alive, small body from memory, 2 children, 64 clients",
        ("prefork", "nginx", "floor", "floor-spreading"),
        Setup(),
        near=6,
    ),
    *(
        LoadWorkload(
            f"keep-alive-{name}",
            f"Keep-alive, {size} file, 2 children, 64 clients",
            (*_files, "floor-spreading"),
            Setup(name),
            near=2,
        )
        for name, size in (("128", "128 B"), ("1k", "1 KiB"))
    ),
    LoadWorkload(
        "keep-alive-100k",
        "Keep-alive, 100 KiB file, 2 children, 64 clients",
        _files,
        Setup("100k"),
        near=2,
    ),
    LoadWorkload(
        "keep-alive-10m",
        "Keep-alive, 10 MiB file, 2 children, 16 clients",
        _files,
        Setup("10m", connections=16),
        Load(clients=16),
        near=2,
        # In a second there are too few requests for the one in hand at its end not to count.
        brief=False,
    ),
    LoadWorkload(
        "close-memory",
        "Connection per request, small body, 2 children, 64 clients",
        ("prefork", "nginx", "nginx-deferred", "gunicorn", "floor", "floor-deferred", "floor-joining"),
        Setup(keep_alive=False),
    ),
    LoadWorkload(
        "close-128",
        "Connection per request, 128 B file, 2 children, 64 clients",
        _files,
        Setup("128", keep_alive=False),
    ),
    LoadWorkload(
        "pipelined-memory",
        "Pipelined, depth 16, small body, 2 children, 64 clients",
        ("prefork", "nginx", "floor"),
        Setup(),
        Load(depth=16),
    ),
    LoadWorkload(
        "pipelined-128",
        "Pipelined, depth 16, 128 B file, 2 children, 64 clients",
        _files,
        Setup("128"),
        Load(depth=16),
    ),
    *(
        LoadWorkload(
            f"classic-close-{children}",
            f"Classic: {children} children, connection per request, 64 clients",
            (
                "prefork-classic",
                "apache",
                "nginx",
                "gunicorn",
                "floor-classic",
                "floor-classic-deferred",
                "floor-classic-joining",
                "floor-reporting",
            ),
            Setup("memory", children=children, keep_alive=False),
            near=2,
        )
        for children in (32, 64)
    ),
    LoadWorkload(
        "classic-keep-alive-64",
        "Classic: 64 children, keep-alive, 64 clients",
        ("prefork-classic", "apache", "nginx", "floor-classic", "floor-reporting"),
        Setup("memory", children=64),
    ),
    LoadWorkload(
        "async-yield",
        "A handler of one's own, synchronous and async with one yield; keep-alive, 2 children, 64 clients",
        ("prefork-sync", "prefork-async", "floor"),
        Setup(),
        near=2,
    ),
]

_others = [
    Instructions(
        "instructions-keep-alive-memory",
        "User-space instructions per request: keep-alive, small body",
        ("prefork", "nginx", "floor"),
        Setup(children=1),
    ),
    Instructions(
        "instructions-keep-alive-128",
        "User-space instructions per request: keep-alive, 128 B file",
        ("prefork", "nginx-ofc", "nginx", "apache", "lighttpd", "floor"),
        Setup("128", children=1),
    ),
    Instructions(
        "instructions-close-memory",
        "User-space instructions per request: connection per request, small body",
        ("prefork", "nginx", "floor"),
        Setup(children=1, keep_alive=False),
    ),
    Instructions(
        "instructions-async-yield",
        "User-space instructions per request: a handler of one's own, synchronous and async with one yield",
        ("prefork-sync", "prefork-async"),
        Setup(children=1),
    ),
    IdleCrowd(
        "idle-10000",
        "10,000 idle keep-alive connections while 64 clients work",
        ("prefork", "nginx-ofc", "lighttpd", "h2o", "floor"),
    ),
    Burst(
        "burst-200",
        "Burst: 200 connections at once to a pool of 5, each request blocks 50 ms",
        ("prefork-classic", "floor-growing", "apache", "php-fpm"),
    ),
    IdleMemory(
        "memory-256", "Memory of 256 idle children", ("prefork-classic", "nginx", "apache", "floor-classic")
    ),
    Replacement(
        "replacement",
        "A child killed under load: time until its successor exists",
        ("prefork-classic", "nginx", "apache", "gunicorn"),
    ),
]

_growth = [
    *(
        LoadWorkload(
            f"wake-{children}",
            f"One client, connection per request, idle children: {children}",
            ("prefork-classic", "prefork-herd", "nginx", "apache", "floor-classic"),
            Setup("memory", children=children, keep_alive=False, connections=1),
            Load(clients=1),
            curve=("wake", children),
            rounds=3,
        )
        for children in (1, 64, 256)
    ),
    *(
        LoadWorkload(
            f"children-{children}",
            f"Connection per request, 64 clients, children: {children}",
            ("prefork-classic", "nginx", "apache", "floor-classic"),
            Setup("memory", children=children, keep_alive=False),
            curve=("children", children),
            rounds=2,
        )
        for children in (1, 2, 4, 16, 64, 256)
    ),
    *(
        LoadWorkload(
            f"connections-{connections}",
            f"Keep-alive, small body, 2 children, clients: {connections}",
            ("prefork", "nginx", "floor"),
            Setup("memory", connections=connections),
            Load(clients=connections),
            curve=("connections", connections),
            rounds=2,
        )
        for connections in (1, 10, 100, 1000, 10000)
    ),
]

ALL: dict[str, Workload] = {workload.name: workload for workload in (*_loads, *_others, *_growth)}
