"""Starts servers and clients, does harm, and counts."""

import argparse
import multiprocessing
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from . import content, processes, report
from .actions import Chaos, send
from .client import run_clients
from .judge import Ledger, Verdict, rules
from .server import Server

SOURCE = pathlib.Path(__file__).resolve().parents[2]
COMMON = ["--worker-timeout", "4s", "--request-timeout", "4s", "--boot-timeout", "20s", "--takeover-timeout", "30s",
          "--graceful-timeout", "30s", "--log-level", "info", "--directory-listing"]
MODELS = {
    "classic": ["--start-workers", "8", "--min-spare-workers", "6", "--max-spare-workers", "12", "--max-workers", "64"],
    "multiplexed": ["--connections-per-worker", "32", "--start-workers", "4", "--min-spare-workers", "2",
                    "--max-spare-workers", "4", "--max-workers", "24"],
}
CLIENTS = ["keep-alive"] * 5 + ["close"] * 2 + ["slow"]


class Run:
    """A server, its clients, and what is done to it."""

    def __init__(self, server, seed, tell):
        self.server, self.chaos = server, Chaos(server, seed, tell)
        self.counts, self.incidents, self.exits = {}, [], {}
        self.stuck = self.admin_asked = 0
        self.admin_failures, self.left_behind, self.unended = [], [], []

    def ask(self):
        """Asks the admin listener, which may fail only around the death of its process."""
        self.admin_asked += 1
        began = time.monotonic()
        try:
            status, _ = self.server.ask_admin("/healthz")
            if status != 200:
                self.admin_failures.append(f"/healthz: {status}")
        except OSError as error:
            if not any(began - 2 < kill for kill in self.chaos.admin_kills):
                self.admin_failures.append(f"{error!r} after {time.monotonic() - began:.1f} s")

    def bury(self):
        """Takes note of how replaced servers ended."""
        current = self.server.parent()
        for pid in self.server.parents:
            if pid != current and pid not in self.exits and (code := ended(pid, self.server.process)) is not None:
                self.exits[pid] = code

    def come_to_rest(self, seconds):
        """Waits until only one server is left and its workers are of one generation."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.bury()
            parents = self.server.supervisors(self.server.members())
            self.unended = sorted(pid for pid in parents if pid != self.server.parent())
            if not self.unended:
                return
            time.sleep(0.5)

    def finish(self):
        """Stops the server, and sees what is left of it."""
        pid = self.server.parent()
        send(pid, signal.SIGTERM, self.server.session)
        deadline = time.monotonic() + 45
        while (code := ended(pid, self.server.process)) is None and time.monotonic() < deadline:
            time.sleep(0.1)
        self.exits[pid] = code
        time.sleep(0.5)
        self.left_behind = sorted(self.server.members())
        for pid in self.left_behind:
            send(pid, signal.SIGKILL, self.server.session)


def ended(pid, first):
    """The exit code of a server's process if it has ended, negative for a signal."""
    if pid == first.pid:
        return first.poll()
    try:
        done, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return None
    return os.waitstatus_to_exitcode(status) if done else None


def arguments(words):
    parser = argparse.ArgumentParser(prog="Chaos/run", description=__doc__)
    parser.add_argument("minutes", type=float, help="how long harm is done")
    parser.add_argument("--server", type=pathlib.Path, help="the ServerCLI; without it the release build is made")
    parser.add_argument("--seed", type=int, help="what decides the order of things; without it one that is printed")
    parser.add_argument("--model", choices=MODELS, action="append", help="only this model; repeatable")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two actions, on average (%(default)s)")
    parser.add_argument("--keep", type=pathlib.Path, help="keep logs in this directory, which must not exist")
    parser.add_argument("--quiet", action="store_true", help="do not tell each action")
    return parser.parse_args(words)


def build():
    command = ["swift", "build", "--package-path", str(SOURCE), "-c", "release", "--product", "ServerCLI"]
    subprocess.run(command, check=True)
    shown = subprocess.run([*command, "--show-bin-path"], check=True, capture_output=True, text=True)
    return pathlib.Path(shown.stdout.strip()) / "ServerCLI"


def main(words):
    options = arguments(words)
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    program = (options.server or build()).resolve()
    folder = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="prefork-chaos-"))
    folder.mkdir(parents=True, exist_ok=not options.keep)
    folder = folder.resolve()
    print(f"seed {seed}, {options.minutes:g} minutes, {program}", flush=True)
    processes.adopt_orphans()
    content.write(folder / "root")
    for number in (signal.SIGINT, signal.SIGTERM):
        # A shell's background jobs ignore the one, and the other would leave servers and clients behind.
        signal.signal(number, lambda *_: sys.exit("interrupted"))
    begin = time.monotonic()
    tell = (lambda text: None) if options.quiet else (
        lambda text: print(f"{time.monotonic() - begin:8.2f} {text}", flush=True))
    runs = []
    try:
        for name in options.model or MODELS:
            (folder / name).mkdir()
            server = Server(name, program, folder / name, folder / "root", COMMON + MODELS[name])
            runs.append(Run(server, f"{seed}-{name}", tell))
            server.learn()
        perform(runs, seed, options)
    finally:
        for run in runs:
            run.finish()
    return conclude(runs, folder, options)


def perform(runs, seed, options):
    """The load and the harm."""
    context = multiprocessing.get_context("fork")
    stop, results = context.Event(), context.Queue()
    clients = [
        context.Process(
            target=run_clients, args=(run.server.port, CLIENTS, f"{seed}-{part}", stop, results), daemon=True)
        for run in runs for part in range(2)]
    for client in clients:
        client.start()
    by_port = {run.server.port: run for run in runs}
    waiting = len(clients)

    def collect():
        nonlocal waiting
        while not results.empty():
            found = results.get()
            run = by_port[found["server"]]
            if found["what"] != "totals":
                run.incidents.append(found)
                continue
            waiting -= 1
            run.stuck += found["stuck"]
            for name, number in found["counts"].items():
                run.counts[name] = run.counts.get(name, 0) + number

    # The figures of the start are those of a server under load that has been reloaded once, as are those of the end: with
    # the first reload the parent keeps the configuration that it was started with beside the present one.
    time.sleep(2)
    for run in runs:
        send(run.server.parent(), signal.SIGHUP, run.server.session)
    time.sleep(10)
    for run in runs:
        run.begin = run.server.figures()
    chance = random.Random(f"{seed}-pauses")
    deadline = time.monotonic() + options.minutes * 60
    asked = 0
    while time.monotonic() < deadline:
        chance.choice(runs).chaos.step()
        wait = time.monotonic() + min(chance.expovariate(1 / options.pause), 5)
        while time.monotonic() < wait:
            for run in runs:
                run.chaos.go_on()
            time.sleep(0.02)
        for run in runs:
            run.bury()
            if time.monotonic() - asked > 1:
                run.ask()
        asked = time.monotonic() if time.monotonic() - asked > 1 else asked
        collect()
    for run in runs:
        run.chaos.go_on(everybody=True)
    # Still under load: what was stopped for good has to be found, old servers have to end.
    for run in runs:
        run.come_to_rest(60)
        send(run.server.parent(), signal.SIGHUP, run.server.session)
    time.sleep(10)
    for run in runs:
        run.end = run.server.figures()
    stop.set()
    deadline = time.monotonic() + 90
    while waiting and time.monotonic() < deadline:
        collect()
        time.sleep(0.1)
    for client in clients:
        client.join(5)


def conclude(runs, folder, options):
    broken = 0
    for run in runs:
        run.verdict, run.ledger = Verdict(run.incidents, run.chaos.harms), Ledger(run.server)
    print()
    for line in report.table(runs):
        print(line)
    print()
    for run in runs:
        for sentence, is_true in rules(run):
            broken += not is_true
            print(f"{'kept  ' if is_true else 'BROKEN'} {run.server.name}: {sentence}")
    print()
    for line in report.details(runs):
        print(line)
    if options.keep or broken:
        print(f"logs are in {folder}")
    else:
        shutil.rmtree(folder)
    return 1 if broken else 0
