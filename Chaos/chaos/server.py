"""One server under test: its processes, its log, its figures."""

import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import time

from . import processes


def free_ports(count):
    """Ports that nobody has at the moment; an upgrade knows a listener by its address, so port 0 will not do."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Server:
    """A server of one model. It changes its process with each upgrade; the pid file tells."""

    def __init__(self, name, program, folder, root, flags):
        self.name, self.folder = name, folder
        self.log, self.access_log, self.pid_file = folder / "error.log", folder / "access.log", folder / "pid"
        self.output = folder / "output"
        self.parents = []
        self.port, self.admin_port = free_ports(2)
        command = [
            program, "--listen", f"127.0.0.1:{self.port}", "--admin", f"127.0.0.1:{self.admin_port}", "--root", root,
            "--pid-file", self.pid_file, "--error-log", self.log, "--log-format", "json",
            "--access-log", self.access_log, "--access-log-format", "json:status,request,remote_port,pid", *flags]
        self.command = [str(word) for word in command]
        with open(self.output, "wb") as output:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
        self.session = self.process.pid

    # What it is.

    def parent(self):
        """The process that serves now."""
        try:
            pid = int(self.pid_file.read_text())
        except (OSError, ValueError):
            return self.parents[-1] if self.parents else self.process.pid
        if pid not in self.parents:
            self.parents.append(pid)
        return pid

    def members(self):
        """All its processes, those of servers that were replaced as well."""
        return {pid: found for pid, found in processes.everybody().items() if found["session"] == self.session}

    def supervisors(self, members):
        """The parents among `members`, and new servers that have not taken over yet."""
        found = {pid for pid in self.parents if pid in members}
        return found | {pid for pid in members if processes.environment(pid).get("LISTEN_PID") == str(pid)}

    def workers(self):
        """The processes of workers, old generations and leaving ones included."""
        members = self.members()
        parents = self.supervisors(members)
        return [pid for pid, found in members.items() if found["parent"] in parents and pid not in parents
                and pid not in self.admins(members, parents)]

    def admins(self, members, parents):
        """The processes that serve the admin listener: only they wait at no queue of the pool's connections."""
        return {pid for pid, found in members.items() if found["parent"] in parents and pid not in parents
                and self.is_admin(pid)}

    def is_admin(self, pid):
        held = set(processes.descriptors(pid).values())
        return bool(held & self.admin_sockets) and not held & self.listeners

    def learn(self):
        """Waits until it serves; finds its listeners' inodes, which outlive every process."""
        deadline = time.monotonic() + 60
        while not (self.pid_file.exists() and self.is_ready()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{self.name}: did not start\n{self.output.read_text()}\n{self.log.read_text()}")
            time.sleep(0.05)
        self.listeners, self.admin_sockets = self.sockets(self.port), self.sockets(self.admin_port)
        self.parent()

    def is_ready(self):
        try:
            return self.ask_admin("/readyz")[0] == 200
        except OSError:
            return False

    @staticmethod
    def sockets(port):
        with open("/proc/net/tcp") as table:
            lines = [line.split() for line in table]
        return {f"socket:[{line[9]}]" for line in lines[1:]
                if line[3] == "0A" and int(line[1].split(":")[1], 16) == port}

    # What it says.

    def log_files(self):
        """The error log with what was rotated away, oldest first."""
        return sorted(self.folder.glob("error.log.*")) + [self.log]

    def entries(self):
        """Each entry of the error log; a line that is no JSON becomes one with `broken`."""
        for file in self.log_files():
            for line in file.read_text(errors="replace").splitlines():
                try:
                    yield json.loads(line)
                except ValueError:
                    yield {"message": "", "metadata": {}, "broken": line}

    def ask_admin(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.admin_port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    # What it takes.

    def figures(self):
        """Descriptors and memory of the parent and of its workers at this moment."""
        parent = self.parent()
        workers = [pid for pid in self.workers() if (found := processes.stat(pid)) and found["parent"] == parent]
        held = processes.descriptors(parent)
        private = sorted(processes.memory(pid)["private"] for pid in workers) or [0]
        fds = sorted(len(processes.descriptors(pid)) for pid in workers) or [0]
        return {
            "pid": parent, "workers": len(workers), "descriptors": len(held),
            # Each worker costs its parent a pidfd and one end of a channel.
            "descriptors of its own": len(held) - 2 * len(workers),
            **{f"{name} KiB": value for name, value in processes.memory(parent).items()},
            "worker descriptors": fds[len(fds) // 2], "worker descriptors at most": fds[-1],
            "worker private KiB": private[len(private) // 2], "worker private KiB at most": private[-1],
            "kinds": sorted(re.sub(r"\d+", "N", link.replace(str(self.folder), "")) for link in held.values()),
        }

    def rotate(self, number):
        """Renames the logs, as logrotate does."""
        for file in (self.log, self.access_log):
            if file.exists():
                os.rename(file, pathlib.Path(f"{file}.{number:04d}"))
