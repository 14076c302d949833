"""What the examples' drivers have in common: a program that is started, clients, a load, and what the log says."""

from __future__ import annotations

import collections
import dataclasses
import http.client
import json
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

HERE = pathlib.Path(__file__).resolve().parent
# All examples in one place: what they have in common is built once.
SCRATCH = HERE / ".build"


def build(name: str, tests: bool = False) -> pathlib.Path:
    """Builds an example, runs its unit tests if it has any, and returns the program."""
    command = ["swift", "build", "--package-path", str(HERE / name), "--scratch-path", str(SCRATCH)]
    run(command + (["--build-tests"] if tests else []))
    if tests:
        run(["swift", "test", "--skip-build", *command[2:]])
    shown = subprocess.run([*command, "--show-bin-path"], check=True, capture_output=True, text=True)
    return pathlib.Path(shown.stdout.strip()) / name


def run(command: list[str]) -> None:
    """Runs a command, whose output is shown if it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\n{' '.join(command)} ended with {done.returncode}")


def wait_until(condition: Callable[[], object], what: str, seconds: float = 60):
    """What the condition returns as soon as that is something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError(f"not after {seconds} s: {what}")


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    fields: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def json(self):
        return json.loads(self.content)


class Service:
    """A program with free ports, in a process group of its own. It is stopped with the block, and must end well."""

    def __init__(self, program: pathlib.Path, *arguments: str, folder: str | None = None):
        self.log: list[str] = []
        self.process = subprocess.Popen(
            [str(program), "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
        )
        self.reader = threading.Thread(target=self._read_log)
        self.reader.start()
        self.port = self._port_behind("listening on")
        self.admin = self._port_behind("admin at")

    def _read_log(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.log.append(line)

    def _port_behind(self, words: str) -> int:
        def find() -> int | None:
            if self.process.poll() is not None:
                raise AssertionError(f"it ended at once:\n{''.join(self.log)}")
            found = re.search(words + r" http://127\.0\.0\.1:(\d+)/", "".join(self.log))
            return int(found[1]) if found else None

        return wait_until(find, f"a port behind '{words}'")

    def __enter__(self) -> Service:
        return self

    def __exit__(self, kind, error, trace) -> None:
        if kind:
            print("".join(self.log[-60:]), file=sys.stderr)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.reader.join()
        if not kind:
            assert status == 0, f"it ended with {status}:\n{''.join(self.log[-20:])}"

    def ask(
        self, method: str, target: str, content=None, fields: dict[str, str] | None = None, port: int | None = None
    ) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=60)
        try:
            connection.request(method, target, body=content, headers=fields or {})
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, target: str) -> Answer:
        return self.ask("GET", target)

    def workers(self) -> list[int]:
        status = self.ask("GET", "/status", port=self.admin).json
        return [worker["pid"] for worker in status["workers"]]

    def metric(self, name: str) -> float:
        """A metric without labels, 0 if nobody has made it yet."""
        text = self.ask("GET", "/metrics", port=self.admin).text
        found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
        return float(found[1]) if found else 0

    def crashes(self) -> list[str]:
        """The requests that the log blames for crashes."""
        found = (re.search(r'worker crashed.* request="([^"]*)"', line) for line in list(self.log))
        return [match[1] for match in found if match]

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), 60)


class Load:
    """Clients that call a function again and again, each in a thread, and count what it returns or raises."""

    def __init__(self, clients: int, request: Callable[[int], object]):
        self.outcomes: collections.Counter[object] = collections.Counter()
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._request = request
        self._threads = [threading.Thread(target=self._work, args=(number,)) for number in range(clients)]

    def _work(self, number: int) -> None:
        while not self._is_over.is_set():
            try:
                outcome = self._request(number)
            except Exception as error:  # whatever went wrong is an outcome
                outcome = repr(error)
            with self._lock:
                self.outcomes[outcome] += 1

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def total(self) -> int:
        with self._lock:
            return sum(self.outcomes.values())

    def wait_for_more(self, count: int) -> None:
        """Until so many further requests are over."""
        goal = self.total() + count
        wait_until(lambda: self.total() >= goal, f"{count} more requests of the load")


def trap_under_load(service: Service, load: Load, traps: int, target: str, expected: object) -> None:
    """Sends requests that trap while the load goes on. Each of them gets 500, the log names it, and nobody else notices."""
    with load:
        for _ in range(traps):
            load.wait_for_more(20)
            answer = service.get(target)
            assert answer.status == 500, f"{target} was answered with {answer.status}: {answer.text}"
        load.wait_for_more(20)
    assert set(load.outcomes) == {expected}, f"other outcomes than {expected}: {load.outcomes}"
    wait_until(lambda: service.crashes() == [f"GET {target}"] * traps, f"{traps} crashes in the log: {service.crashes()}")
