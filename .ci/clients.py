"""What .ci/clients does in Python: makes the site, and drives a server with http.client, sockets and requests.

make DIR, files URL DIR, or echo URL DIR
"""

import http.client
import os
import random
import socket
import struct
import sys
import urllib.parse
import zlib

IMAGES = 12


def png(width, height, red, green, blue):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes((red, green, blue)) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")


def make(site):
    os.makedirs(f"{site}/images")
    os.makedirs(f"{site}/scripts")
    os.makedirs(f"{site}/sub")
    images = "".join(f'<img src="images/{n}.png" alt="{n}">\n' for n in range(IMAGES))
    scripts = "".join(f'<script src="scripts/{n}.js"></script>\n' for n in range(3))
    page = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Clients</title>
<link rel="stylesheet" href="site.css"><link rel="stylesheet" href="more.css">
<link rel="icon" href="images/0.png">
</head><body data-state="loading">
{images}<a href="large.bin">large</a> <a href="sub/">sub</a> <a href="empty.txt">empty</a>
<a href="a%20b.txt">name with a space</a> <a href="robots.txt">robots</a>
{scripts}<script>
// All images are decoded, all scripts ran and both style sheets count: only then is the state set.
addEventListener("load", () => {{
  const images = [...document.images].filter((image) => image.complete && image.naturalWidth === 40).length
  const style = getComputedStyle(document.body)
  const styled = style.color === "rgb(1, 2, 3)" && style.backgroundColor === "rgb(250, 251, 252)"
  document.body.dataset.state = `${{images}} images, ${{window.ran}} scripts, ${{styled ? "styled" : "plain"}}`
}})
</script></body></html>
"""
    randomness = random.Random(1)
    files = {
        "index.html": page.encode(),
        "site.css": b"body { color: rgb(1, 2, 3) }\n",
        "more.css": b"body { background: rgb(250, 251, 252) }\n",
        "robots.txt": b"User-agent: *\nAllow: /\n",
        "empty.txt": b"",
        "a b.txt": b"a space\n",
        "sub/index.html": b'<!doctype html><title>sub</title><a href="../">up</a> <img src="../images/1.png" alt="">\n',
        "large.bin": randomness.randbytes(5 << 20),
    }
    for number in range(IMAGES):
        files[f"images/{number}.png"] = png(40, 30 + 40 * number, number * 20, 100, 200)
    for number in range(3):
        files[f"scripts/{number}.js"] = b"window.ran = (window.ran ?? 0) + 1\n" + b"// filler\n" * (4000 * number)
    for name, content in files.items():
        with open(f"{site}/{name}", "wb") as file:
            file.write(content)


def content(site, name):
    with open(f"{site}/{name}", "rb") as file:
        return file.read()


def connect(url):
    place = urllib.parse.urlsplit(url)
    return socket.create_connection((place.hostname, place.port), timeout=20)


def responses(url, pieces, methods):
    """Sends the pieces of a pipeline and reads one response for each of the methods, in order."""
    with connect(url) as client:
        for piece in pieces:
            client.sendall(piece)
        stream = client.makefile("rb")

        class Rest:
            """http.client closes what it reads from; the stream goes on behind it."""

            def makefile(self, mode):
                return Unclosed(stream)

        for method in methods:
            response = http.client.HTTPResponse(Rest(), method=method)
            response.begin()
            yield response.status, response.read(), response


class Unclosed:
    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def close(self):
        pass


def drive_files(url, site):
    place = urllib.parse.urlsplit(url)
    names = ["index.html", "site.css", "empty.txt", "large.bin", "images/3.png", "more.css"]

    # One connection, in turn; the socket is the same at the end.
    client = http.client.HTTPConnection(place.hostname, place.port, timeout=20)
    client.connect()
    own = client.sock.getsockname()
    for name in names * 3:
        client.request("GET", f"/{name}")
        response = client.getresponse()
        assert (response.status, response.read()) == (200, content(site, name)), name
        assert client.sock is not None and client.sock.getsockname() == own, "the connection was not kept"
        client.request("HEAD", f"/{name}")
        response = client.getresponse()
        assert response.status == 200 and response.read() == b"", name
        assert response.headers["Content-Length"] == str(len(content(site, name))), name
    client.request("POST", "/", body=b"x" * 1000)
    response = client.getresponse()
    assert response.status == 405 and "GET" in response.headers["Allow"], response.status
    response.read()
    client.close()
    print("http.client: one connection")

    # Sixty requests at once, whole and in pieces that end in the middle of a head.
    wanted = names * 10
    requests_ = b"".join(f"GET /{name} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for name in wanted)
    for size in (len(requests_), 37):
        pieces = [requests_[start : start + size] for start in range(0, len(requests_), size)]
        answers = responses(url, pieces, ["GET"] * len(wanted))
        for name, (status, body, _) in zip(wanted, answers, strict=True):
            assert (status, body) == (200, content(site, name)), name
    print("pipelining: sixty requests")

    # The order holds across methods and failures, and the last request ends the connection.
    mixed = [
        ("GET", "/site.css", 200), ("HEAD", "/large.bin", 200), ("GET", "/none", 404), ("OPTIONS", "/", 204),
        ("GET", "/sub", 301), ("DELETE", "/", 405), ("GET", "/large.bin", 200), ("GET", "/more.css", 200),
    ]
    lines = [f"{method} {path} HTTP/1.1\r\nHost: a\r\n" for method, path, _ in mixed]
    text = "\r\n".join(lines) + "Connection: close\r\n\r\n"
    answers = list(responses(url, [text.encode()], [method for method, _, _ in mixed]))
    assert [status for status, _, _ in answers] == [status for _, _, status in mixed], answers
    assert answers[0][1] == content(site, "site.css") and answers[-1][1] == content(site, "more.css")
    assert answers[-1][2].headers["Connection"] == "close"
    print("pipelining: mixed methods")

    import requests

    with requests.Session() as session:
        for name in names * 3:
            response = session.get(f"{url}/{name}", timeout=20)
            assert (response.status_code, response.content) == (200, content(site, name)), name
            again = session.get(f"{url}/{name}", headers={"If-None-Match": response.headers["ETag"]}, timeout=20)
            assert again.status_code == 304 and again.content == b"", name
        assert session.get(f"{url}/sub", timeout=20).history[0].status_code == 301
        assert session.get(f"{url}/a b.txt", timeout=20).content == b"a space\n"
        part = session.get(f"{url}/large.bin", headers={"Range": "bytes=0-9,100-109"}, timeout=20)
        assert part.status_code == 206 and "multipart/byteranges" in part.headers["Content-Type"]
        with session.get(f"{url}/large.bin", stream=True, timeout=20) as response:
            assert b"".join(response.iter_content(7777)) == content(site, "large.bin")
    print("requests: session")


def drive_echo(url, site):
    place = urllib.parse.urlsplit(url)
    large = content(site, "large.bin")

    client = http.client.HTTPConnection(place.hostname, place.port, timeout=20)
    client.connect()
    own = client.sock.getsockname()
    pieces = [large[start : start + 60000] for start in range(0, 1 << 20, 60000)]
    for body, wanted in ((b"small", b"small"), (b"", b""), (large, large), (iter(pieces), b"".join(pieces))):
        chunked = not isinstance(body, bytes)
        client.request("PUT", "/x", body=body, headers={"Content-Type": "a/b"}, encode_chunked=chunked)
        response = client.getresponse()
        assert response.status == 200 and response.headers["Content-Type"] == "a/b", response.status
        assert response.read() == wanted
        assert client.sock.getsockname() == own, "the connection was not kept"
    client.close()
    print("http.client: bodies over one connection")

    text = (
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n"
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nxyz"
        b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
        b"PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
    )
    for size in (len(text), 1):
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        answers = list(responses(url, pieces, ["POST", "POST", "GET", "PUT", "PUT"]))
        assert [status for status, _, _ in answers] == [200] * 5, answers
        assert [answers[index][1] for index in (0, 1, 3, 4)] == [b"hello", b"abcde", b"", b"ok"], answers
        assert b"Served by worker" in answers[2][1], answers
    print("pipelining: bodies of both framings")

    import requests

    with requests.Session() as session:
        assert session.post(f"{url}/", json={"a": 1}, timeout=20).json() == {"a": 1}
        assert session.post(f"{url}/", data=iter([b"a", b"bc"]), timeout=20).content == b"abc"
        assert session.put(f"{url}/", data=large, timeout=20).content == large
        upload = session.post(f"{url}/", files={"file": ("name", large)}, timeout=20)
        assert large in upload.content and upload.headers["Content-Type"].startswith("multipart/form-data")
    print("requests: session")


if sys.argv[1] == "make":
    make(sys.argv[2])
elif sys.argv[1] == "files":
    drive_files(sys.argv[2], sys.argv[3])
else:
    drive_echo(sys.argv[2], sys.argv[3])
