"""Clients that check each byte of each answer and never repeat a request silently."""

import os
import random
import select
import signal
import socket
import threading
import time

from .content import contents

# Longer than anything the server may legitimately take; who waits longer has lost the request.
PATIENCE = 60


class Lost(Exception):
    """A request without its answer."""


class WorkerCrashed(Exception):
    """A complete 500 or 503, with which a worker that is aborted answers the request in hand."""


class Cut(Lost):
    """An answer that has begun and does not end."""


class Connection:
    """One connection, which knows its own port: by that the worker that held it is found."""

    def __init__(self, port):
        self.opened = time.monotonic()
        self.local = 0
        self.buffer = b""
        self.answered = 0
        self.closing = False
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.local = self.socket.getsockname()[1]

    def is_closed(self):
        """Whether the server has closed it, before the next request was sent."""
        # A socket with a timeout waits before it reads, whatever the flags of the read say.
        if not select.select([self.socket], [], [], 0)[0]:
            return False
        try:
            data = self.socket.recv(1, socket.MSG_PEEK)
        except OSError:
            return True
        if data:
            raise Lost(f"bytes that nobody asked for: {data!r}")
        return True

    def ask(self, target, content, span, close, slowly=False):
        """Sends a request and checks the answer: status, fields, every byte."""
        fields = [f"GET {target} HTTP/1.1", "Host: chaos"]
        if span:
            fields.append(f"Range: bytes={span[0]}-{span[1]}")
        if close:
            fields.append("Connection: close")
        self.socket.sendall(("\r\n".join(fields) + "\r\n\r\n").encode())
        status, answer = self.read_head()
        wanted = content[span[0]:span[1] + 1] if span else content
        length = int(answer.get("content-length", "-1"))
        if status in (500, 503):
            self.read_body(max(length, 0), False)
            raise WorkerCrashed(str(status))
        if status != (206 if span else 200):
            raise Lost(f"status {status}")
        if span and answer.get("content-range") != f"bytes {span[0]}-{span[1]}/{len(content)}":
            raise Lost(f"Content-Range {answer.get('content-range')}")
        if length != len(wanted):
            raise Lost(f"Content-Length {length} instead of {len(wanted)}")
        body = self.read_body(length, slowly)
        if body != wanted:
            raise Lost("wrong bytes")
        self.closing = answer.get("connection") == "close"
        if close and not self.closing:
            raise Lost("no Connection: close in the answer")
        if self.closing and self.socket.recv(1):
            raise Lost("bytes behind the last answer")
        self.answered += 1
        return len(wanted)

    def ask_slowly_made(self, target, act):
        """Asks for something that takes the worker a while, does `act` meanwhile, and returns the answer's status.

        The answer is complete, and behind one that says it is the last nothing comes but the end of the connection."""
        self.socket.sendall(f"GET {target} HTTP/1.1\r\nHost: chaos\r\n\r\n".encode())
        act()
        status, answer = self.read_head()
        try:
            self.read_body(int(answer["content-length"]), False)
        except (Lost, OSError) as error:
            raise Cut(f"status {status}, {error}") from None
        self.closing = answer.get("connection") == "close"
        if self.closing and self.socket.recv(1):
            raise Lost("bytes behind the last answer")
        return status

    def read_head(self):
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            self.fill(65536, "in the head" if self.buffer else "without an answer")
        head, self.buffer = self.buffer[:end].decode("latin-1"), self.buffer[end + 4:]
        first, *lines = head.split("\r\n")
        if not first.startswith("HTTP/1.1 "):
            raise Lost(f"no answer but {first[:40]!r}")
        pairs = (line.split(":", 1) for line in lines)
        return int(first[9:12]), {name.lower(): value.strip() for name, value in pairs}

    def read_body(self, length, slowly):
        parts, count = [self.buffer[:length]], min(len(self.buffer), length)
        self.buffer = self.buffer[length:]
        while count < length:
            if slowly:
                time.sleep(0.004)
            part = self.socket.recv(min(length - count, 65536))
            if not part:
                raise Lost(f"closed after {count} of {length} bytes")
            parts.append(part)
            count += len(part)
        return b"".join(parts)

    def fill(self, size, where):
        part = self.socket.recv(size)
        if not part:
            raise Lost(f"closed {where}")
        self.buffer += part

    def close(self):
        self.socket.close()


class Client(threading.Thread):
    """Sends one request after the other; what becomes of each goes into `counts` and `incidents`."""

    def __init__(self, port, kind, seed, files, stop, incidents):
        super().__init__(daemon=True)
        self.port, self.kind, self.files, self.stop, self.incidents = port, kind, files, stop, incidents
        self.random = random.Random(seed)
        self.counts = {"requests": 0, "ok": 0, "bytes": 0, "connections": 0, "closed while idle": 0}

    def run(self):
        connection = None
        while not self.stop.is_set():
            if connection and self.sees_end(connection):
                connection = None
            connection = self.step(connection)
            pause = self.random.choice((0, 0.002, 0.01, 0.03))
            # Now and then a keep-alive connection is idle for a while.
            time.sleep(self.random.uniform(0, 1.5) if self.random.random() < 0.01 else pause)
        if connection:
            connection.close()

    def sees_end(self, connection):
        try:
            if not connection.is_closed():
                return False
            self.counts["closed while idle"] += 1
        except Lost as error:
            self.note("lost", connection, "-", error, time.monotonic())
        connection.close()
        return True

    def step(self, connection):
        """One request; returns the connection if it can be used again."""
        target, span = self.choose()
        began = time.monotonic()
        self.counts["requests"] += 1
        try:
            if connection is None:
                connection = Connection(self.port)
                self.counts["connections"] += 1
            last = self.kind == "close" or (connection.answered >= 200)
            began = time.monotonic()
            self.counts["bytes"] += connection.ask(
                target, self.files[target], span, close=last, slowly=self.kind == "slow")
            self.counts["ok"] += 1
            if not connection.closing:
                return connection
        except WorkerCrashed as error:
            self.note("crash", connection, target, error, began)
        except (Lost, OSError, ValueError) as error:
            self.note("lost", connection, target, error, began)
        if connection:
            connection.close()
        return None

    def choose(self):
        kind = "large" if self.kind == "slow" else self.random.choices(("small", "medium", "large"), (80, 19, 1))[0]
        target = self.random.choice([name for name in self.files if name.startswith(f"/{kind}")])
        size = len(self.files[target])
        if size > 1 and self.random.random() < 0.3:
            first = self.random.randrange(size)
            return target, (first, self.random.randrange(first, size))
        return target, None

    def note(self, what, connection, target, error, began):
        self.incidents.put({
            "what": what, "kind": self.kind, "target": target, "error": f"{type(error).__name__}: {error}",
            "server": self.port, "port": connection.local if connection else 0,
            "opened": connection.opened if connection else began, "began": began, "ended": time.monotonic(),
            "answered": connection.answered if connection else 0,
        })


def run_clients(port, kinds, seed, stop, results):
    """The life of a process of clients: one thread for each of `kinds`, until `stop` is set."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    files = contents()
    clients = [Client(port, kind, f"{seed}-{n}", files, stop, results) for n, kind in enumerate(kinds)]
    for client in clients:
        client.start()
    stop.wait()
    # Together: each may be in the middle of a request, and these times must not add up.
    deadline = time.monotonic() + PATIENCE + 10
    for client in clients:
        client.join(max(0, deadline - time.monotonic()))
    totals = {}
    for client in clients:
        for name, number in client.counts.items():
            totals[name] = totals.get(name, 0) + number
    stuck = sum(client.is_alive() for client in clients)
    results.put({"what": "totals", "server": port, "pid": os.getpid(), "stuck": stuck, "counts": totals})
