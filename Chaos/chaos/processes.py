"""What /proc tells about processes."""

import ctypes
import os
import pathlib
import platform

PR_SET_CHILD_SUBREAPER = 36
# poll, epoll_wait, ppoll, epoll_pwait, epoll_pwait2: x86-64 first, then what arm64 has of them.
WAITS = {"x86_64": {7, 232, 271, 281, 441}, "aarch64": {73, 22, 441}}.get(platform.machine(), set())


def adopt_orphans():
    """Makes this process the parent of servers whose own parent, the server before an upgrade, has ended."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def stat(pid):
    """State, parent, session and start of a process; None if there is none."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text[text.rindex(")") + 2:].split()
    return {"state": fields[0], "parent": int(fields[1]), "session": int(fields[3]), "start": int(fields[19])}


def everybody():
    """All processes by id."""
    pids = (int(name) for name in os.listdir("/proc") if name.isdigit())
    return {pid: found for pid in pids if (found := stat(pid)) and found["state"] not in "ZX"}


def descriptors(pid):
    """What each open descriptor of a process is."""
    found = {}
    try:
        for name in os.listdir(f"/proc/{pid}/fd"):
            try:
                found[int(name)] = os.readlink(f"/proc/{pid}/fd/{name}")
            except OSError:
                pass
    except OSError:
        pass
    return found


def memory(pid):
    """Resident and private memory of a process in KiB."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return {"resident": 0, "private": 0}
    values = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return {"resident": values["Rss"], "private": values["Private_Clean"] + values["Private_Dirty"]}


def client_ports(pid, listening_port):
    """The clients' ports of the connections to `listening_port` that a process holds."""
    inodes = {link[8:-1] for link in descriptors(pid).values() if link.startswith("socket:[")}
    ports = set()
    with open("/proc/net/tcp") as table:
        next(table)
        for line in table:
            fields = line.split()
            if fields[9] in inodes and int(fields[1].split(":")[1], 16) == listening_port:
                ports.add(int(fields[2].split(":")[1], 16))
    return ports - {0}


def environment(pid):
    """The environment a process was started with."""
    try:
        data = pathlib.Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return {}
    pairs = (entry.partition(b"=") for entry in data.split(b"\0") if entry)
    return {name.decode(errors="replace"): value.decode(errors="replace") for name, _, value in pairs}


def is_waiting(pid):
    """Whether a stopped process was waiting for clients or orders when it was stopped."""
    try:
        call = pathlib.Path(f"/proc/{pid}/syscall").read_text().split()[0]
        return int(call) in WAITS
    except (OSError, ValueError):
        return False
