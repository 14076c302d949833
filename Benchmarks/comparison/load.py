"""Load by wrk, and what the kernel counts meanwhile."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import shutil
import signal
import subprocess

from .accounting import Usage
from .running import Running, Trouble

SCRIPT = pathlib.Path(__file__).with_name("wrk.lua")
CALLS = {
    "raw_syscalls:sys_enter": "calls",
    "syscalls:sys_enter_accept4": "accepts",
    "syscalls:sys_enter_accept": "accepts",
}


@dataclasses.dataclass(frozen=True)
class Load:
    """clients: connections at a time; depth: requests sent at once on each."""

    clients: int = 64
    depth: int = 1

    def command(self, running: Running, seconds: int) -> list[str]:
        field = [] if running.setup.keep_alive else ["-H", "Connection: close"]
        url = f"http://127.0.0.1:{running.place.port}{running.setup.path}"
        return [
            "wrk",
            "-t1",
            f"-c{self.clients}",
            f"-d{seconds}s",
            "--timeout",
            "10s",
            "-s",
            str(SCRIPT),
            *field,
            url,
        ]

    def run(self, running: Running, seconds: int, around: list[str] | None = None) -> dict[str, float]:
        """Requests, failures and latencies; around: a command that runs wrk as its last arguments."""
        client = subprocess.Popen(
            [*(around or []), *self.command(running, seconds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "DEPTH": str(self.depth), "CLIENTS": str(self.clients)},
            start_new_session=True,
        )
        try:
            output, _ = client.communicate(timeout=seconds + 60)
        except BaseException:
            _end(client)
            raise
        line = next((line for line in output.splitlines() if line.startswith("OUTCOME ")), None)
        if line is None:
            raise Trouble(f"wrk failed against {running.server.name}: {output.strip()[-200:]}")
        return self._read(json.loads(line.removeprefix("OUTCOME ")), running)

    def _read(self, outcome: dict[str, int], running: Running) -> dict[str, float]:
        requests = outcome["requests"]
        failed = sum(outcome[kind] for kind in ("connect", "read", "write", "status", "timeout"))
        if requests == 0:
            raise Trouble(f"{running.server.name} answered nothing")
        # wrk takes a redirection for a success: the bytes would tell. Answers not yet complete at the end add to them.
        unfinished = self.clients * self.depth
        least, most = requests * running.answer_bytes, (requests + unfinished) * running.answer_bytes
        if not least * 0.99 <= outcome["bytes"] <= most * 1.01:
            raise Trouble(
                f"{running.server.name} sent {outcome['bytes']} bytes for {requests} answers of "
                f"{running.answer_bytes}"
            )
        values = {"requests": requests, "failed": failed, "rate": requests / outcome["microseconds"] * 1e6}
        return values | {key: outcome[key] / 1000 for key in ("p50", "p99", "p99.9")}


def _end(client: subprocess.Popen) -> None:
    """perf and the wrk below it are a process group of their own, which lives until it is waited for."""
    if client.poll() is None:
        os.killpg(client.pid, signal.SIGKILL)
        client.wait()


def measure(load: Load, running: Running, seconds: int) -> dict[str, float]:
    """A load with the CPU time and the context switches that it cost the server."""
    cpu, before, busy = running.cpu(), running.switches(), running.usage()
    values = load.run(running, seconds)
    used, after = running.cpu() - cpu, running.switches()
    times = _times_of_children(busy, running)
    if len(times) > 1 and sum(times) > 0:  # where the kernel does not count, all are 0
        values["busiest"] = 100 * max(times) / sum(times)
    voluntary = sum(after[thread][0] - before.get(thread, (0, 0))[0] for thread in after)
    involuntary = sum(after[thread][1] - before.get(thread, (0, 0))[1] for thread in after)
    requests = values["requests"]
    return values | {
        "cpu": (used.user + used.system) / requests * 1e5,
        "user": used.user / requests * 1e5,
        "system": used.system / requests * 1e5,
        "voluntary": voluntary / requests,
        "involuntary": involuntary / requests,
    }


def _times_of_children(before: dict[int, Usage], running: Running) -> list[int]:
    """On a processor since then, in ns. One child may have most of the work, and so the other processor to itself."""
    after = running.usage()
    return [(after[child] - before.get(child, Usage())).nanoseconds for child in list(after)[1:]]


def count_calls(load: Load, running: Running, seconds: int) -> dict[str, float]:
    """System calls per request, in a run of its own: perf counts at a trace point, strace where perf cannot."""
    report = running.place.folder / "calls"
    processes = running.tree()
    if _perf_counts():
        around = ["perf", "stat", "-x", ",", "-o", str(report), "-p", ",".join(map(str, processes))]
        for event in CALLS:
            around += ["-e", event]
        values = load.run(running, seconds, around=[*around, "--"])
        return {key: count / values["requests"] for key, count in _read_perf(report).items()}
    return _count_with_strace(load, running, seconds, processes, report)


_perf: bool | None = None


def _perf_counts() -> bool:
    global _perf
    if _perf is None:
        _perf = (
            shutil.which("perf") is not None
            and subprocess.run(
                ["perf", "stat", *(word for event in CALLS for word in ("-e", event)), "true"],
                capture_output=True,
            ).returncode
            == 0
        )
    return _perf


def _read_perf(report: pathlib.Path) -> dict[str, float]:
    counts: dict[str, float] = {}
    for line in report.read_text().splitlines():
        fields = line.split(",")
        if len(fields) > 2 and fields[2] in CALLS and fields[0].isdigit():
            counts[CALLS[fields[2]]] = counts.get(CALLS[fields[2]], 0) + int(fields[0])
    return counts


def _count_with_strace(
    load: Load, running: Running, seconds: int, processes: list[int], report: pathlib.Path
) -> dict[str, float]:
    if not shutil.which("strace"):
        return {}
    pids = [word for process in processes for word in ("-p", str(process))]
    tracer = subprocess.Popen(
        ["strace", "-f", "-c", "-o", str(report), *pids], stderr=subprocess.PIPE, text=True
    )
    try:
        for _ in processes:  # it says so of each process that it has attached to
            tracer.stderr.readline()
        values = load.run(running, seconds)
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.communicate()
    counts: dict[str, float] = {"calls": 0, "accepts": 0}
    for line in report.read_text().splitlines():
        fields = line.split()
        if len(fields) >= 5 and fields[0][0].isdigit() and fields[-1] != "total":
            counts["calls"] += int(fields[3])
            counts["accepts"] += int(fields[3]) if fields[-1].startswith("accept") else 0
    return {key: count / values["requests"] for key, count in counts.items()}
