"""What is done to a server, one thing at a time, at random."""

import os
import random
import signal
import time

from . import processes
from .client import Connection, Cut, Lost

CRASHES = ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP")
WEIGHTS = {
    "kill a worker": 10, "crash a worker": 20, "crash a request in hand": 10, "pause a worker": 10, "stop a worker for good": 3,
    "kill all workers at once": 1, "reload": 12, "reload twice": 2, "upgrade": 4, "upgrade, then reload": 1,
    "rotate the logs": 5, "one worker more": 4, "one worker fewer": 4, "retire all workers, then reload": 4,
    "kill the admin process": 3,
}


class Harm:
    """Something done to a worker, what it was doing, and the clients' ports that it held at that moment."""

    def __init__(self, kind, server, pid, ports):
        self.kind, self.server, self.pid, self.ports = kind, server, pid, ports
        self.was_waiting = processes.is_waiting(pid)
        self.time = time.monotonic()


class Chaos:
    """Does the next thing to one server."""

    def __init__(self, server, seed, tell):
        self.server, self.random, self.tell = server, random.Random(seed), tell
        self.counts = dict.fromkeys(WEIGHTS, 0)
        self.harms = []
        # What became of the requests that were in the hands of a worker while it was sent the signal, and what should not.
        self.in_hand = {"500": 0, "cut": 0, "answered before": 0}
        self.wrong = []
        self.admin_kills = []
        self.rotations = 0
        self.crash_number = 0
        # Stopped for a while: the process and when it goes on.
        self.paused = {}

    def step(self):
        """Does one thing; one for which there is no occasion is not counted."""
        self.go_on()
        name = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        detail = getattr(self, name.replace(",", "").replace(" ", "_"))()
        if detail is not None:
            self.counts[name] += 1
            self.tell(f"{self.server.name}: {name} {detail}".rstrip())

    def go_on(self, everybody=False):
        """Lets those go on whose pause is over."""
        for pid, (begin, until) in list(self.paused.items()):
            if everybody or until <= time.monotonic():
                found = processes.stat(pid)
                # The id may be another process's by now.
                if found and found["start"] == begin:
                    send(pid, signal.SIGCONT)
                del self.paused[pid]

    # Workers.

    def freeze(self, pid):
        """Stops a process, so that what it holds stays what it is; returns when it began, or None if it is gone."""
        if not send(pid, signal.SIGSTOP):
            return None
        deadline = time.monotonic() + 5
        while (found := processes.stat(pid)) and time.monotonic() < deadline:
            if found["state"] == "T":
                return found["start"]
            if found["state"] in "ZX":
                return None
            time.sleep(0.001)
        return None

    def pick(self):
        """A worker that is not stopped yet, stopped; None if there is none."""
        workers = [pid for pid in self.server.workers()
                   if pid not in self.paused and (found := processes.stat(pid)) and found["state"] not in "TZX"]
        if not workers:
            return None, None
        pid = self.random.choice(workers)
        return pid, self.freeze(pid)

    def note(self, kind, pid):
        self.harms.append(Harm(kind, self.server, pid, processes.client_ports(pid, self.server.port)))

    def kill_a_worker(self):
        pid, begin = self.pick()
        if begin is None:
            return None
        self.note("killed", pid)
        send(pid, signal.SIGKILL)
        return f"{pid}, {len(self.harms[-1].ports)} connections"

    def kill_all_workers_at_once(self):
        killed = 0
        for pid in self.server.workers():
            if self.freeze(pid) is not None:
                self.note("killed", pid)
                killed += 1
        for harm in self.harms[len(self.harms) - killed:]:
            self.paused.pop(harm.pid, None)
            send(harm.pid, signal.SIGKILL)
        return f"{killed} of them" if killed else None

    def crash_a_worker(self):
        pid, begin = self.pick()
        if begin is None:
            return None
        self.note("crashed", pid)
        name = CRASHES[self.crash_number % len(CRASHES)]
        self.crash_number += 1
        send(pid, getattr(signal, name))
        send(pid, signal.SIGCONT)
        return f"{pid} {name}, {len(self.harms[-1].ports)} connections"

    def crash_a_request_in_hand(self):
        """Crashes a worker while it makes an answer for this very process. Every other connection of it must go on: the
        harm is not noted, so that nothing is excused by it."""
        try:
            connection = Connection(self.server.port)
            connection.ask("/small-0.bin", b"", None, False)
        except (Lost, OSError) as error:
            # Its worker was harmed before: that is told of elsewhere.
            return None if self.recently_harmed() else self.wrong.append(f"before the crash: {error!r}")
        pid = next((pid for pid in self.server.workers()
                    if connection.local in processes.client_ports(pid, self.server.port)), None)
        if pid is None or connection.closing:
            connection.close()
            return None
        name = CRASHES[self.crash_number % len(CRASHES)]
        self.crash_number += 1

        def act():
            time.sleep(self.random.uniform(0.002, 0.015))
            send(pid, getattr(signal, name))

        try:
            status = connection.ask_slowly_made("/many/", act)
            outcome = {200: "answered before", 500: "500"}.get(status)
            if outcome is None or (outcome == "500" and not connection.closing):
                self.wrong.append(f"{pid} {name}: status {status}")
        except Cut:
            outcome = "cut"
        except (Lost, OSError) as error:
            outcome = None
            self.wrong.append(f"{pid} {name}: {error!r}")
        connection.close()
        if outcome:
            self.in_hand[outcome] += 1
        return f"{pid} {name}: {outcome}"

    def recently_harmed(self):
        return any(harm.kind != "crashed" and time.monotonic() - harm.time < 10 for harm in self.harms)

    def pause_a_worker(self):
        pid, begin = self.pick()
        if begin is None:
            return None
        pause = self.random.uniform(0.05, 1)
        self.paused[pid] = (begin, time.monotonic() + pause)
        return f"{pid} {pause:.2f} s"

    def stop_a_worker_for_good(self):
        pid, begin = self.pick()
        if begin is None:
            return None
        self.note("stopped", pid)
        return f"{pid}, {len(self.harms[-1].ports)} connections"

    # The parent.

    def order(self, number):
        return "" if send(self.server.parent(), number, self.server.session) else None

    def reload(self):
        return self.order(signal.SIGHUP)

    def reload_twice(self):
        self.order(signal.SIGHUP)
        time.sleep(self.random.uniform(0, 0.05))
        return self.order(signal.SIGHUP)

    def upgrade(self):
        return self.order(signal.SIGUSR2)

    def upgrade_then_reload(self):
        self.order(signal.SIGUSR2)
        time.sleep(self.random.uniform(0, 0.05))
        return self.order(signal.SIGHUP)

    def one_worker_more(self):
        return self.order(signal.SIGTTIN)

    def one_worker_fewer(self):
        return self.order(signal.SIGTTOU)

    def retire_all_workers_then_reload(self):
        self.order(signal.SIGWINCH)
        time.sleep(self.random.uniform(0, 0.5))
        return self.order(signal.SIGHUP)

    def rotate_the_logs(self):
        self.rotations += 1
        self.server.rotate(self.rotations)
        # An old server, whose workers finish, has the logs open as well.
        for pid in self.server.parents:
            send(pid, signal.SIGUSR1, self.server.session)
        return ""

    def kill_the_admin_process(self):
        members = self.server.members()
        admins = self.server.admins(members, self.server.supervisors(members))
        if not admins:
            return None
        pid = self.random.choice(sorted(admins))
        self.admin_kills.append(time.monotonic())
        return str(pid) if send(pid, signal.SIGKILL) else None


def send(pid, number, session=None):
    """Sends a signal; False if there is no such process (or none of `session`)."""
    if session is not None and (processes.stat(pid) or {}).get("session") != session:
        return False
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
