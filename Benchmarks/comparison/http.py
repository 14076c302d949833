"""A client for what wrk cannot do: looking at the bytes, holding connections, counting exactly."""

from __future__ import annotations

import socket
from collections.abc import Callable


class WrongAnswer(Exception):
    """An answer that a measurement must not be built on."""


def request(path: str, keep_alive: bool) -> bytes:
    field = "" if keep_alive else "Connection: close\r\n"
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{field}\r\n".encode()


def read_answer(connection: socket.socket) -> tuple[int, bytes, bytes]:
    """The status, the head and the body of an answer that tells its length."""
    received = bytearray()
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _receive(connection)
    head = bytes(received[: end + 4])
    fields = head.decode("latin-1").lower().split("\r\n")
    length = next((int(field.split(":")[1]) for field in fields if field.startswith("content-length:")), None)
    if length is None:
        raise WrongAnswer(f"an answer without a length: {head!r}")
    body = received[end + 4 :]
    while len(body) < length:
        body += _receive(connection)
    if len(body) > length:
        raise WrongAnswer(f"{len(body) - length} bytes more than the answer's length")
    return int(head.split()[1]), head, bytes(body)


def _receive(connection: socket.socket) -> bytes:
    received = connection.recv(1 << 20)
    if not received:
        raise WrongAnswer("the connection ended within an answer")
    return received


def check(port: int, path: str, keep_alive: bool, right: Callable[[bytes], bool]) -> int:
    """Two requests, on one connection if it is to be kept; the length of an answer with its head."""
    wanted = request(path, keep_alive)
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        for _ in range(2 if keep_alive else 1):
            connection.sendall(wanted)
            status, head, body = read_answer(connection)
            if status != 200 or not right(body):
                raise WrongAnswer(f"{status} with {len(body)} bytes: {body[:60]!r}")
        if not keep_alive and connection.recv(1):
            raise WrongAnswer("the connection stays open")
    return len(head) + len(body)


class IdleConnections:
    """Connections that have had one answer each and ask for no more."""

    def __init__(self, port: int, path: str, count: int):
        self.held: list[socket.socket] = []
        wanted = request(path, keep_alive=True)
        try:
            for _ in range(count):
                connection = socket.create_connection(("127.0.0.1", port), 10)
                self.held.append(connection)
                connection.sendall(wanted)
                read_answer(connection)
        except BaseException:
            self.close()
            raise

    def lost(self) -> int:
        """How many the server has closed meanwhile."""
        lost = 0
        for connection in self.held:
            connection.setblocking(False)
            try:
                lost += not connection.recv(1)
            except BlockingIOError:
                continue
            except OSError:
                lost += 1
        return lost

    def close(self) -> None:
        for connection in self.held:
            connection.close()
