"""What .ci/admin does in Python: admin.py SERVERCLI ADMIN-URL FOLDER [SCREENSHOT.png]"""

import base64
import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import urllib.parse
import urllib.request

from prometheus_client.openmetrics.parser import text_string_to_metric_families

server, admin, folder = sys.argv[1:4]
picture = sys.argv[4] if len(sys.argv) > 4 else None


def get(path):
    with urllib.request.urlopen(admin + path, timeout=10) as answer:
        return answer.headers["Content-Type"], answer.read().decode("utf-8")


def wait_for(what, condition, limit=60):
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come about within {limit} s")


def metrics():
    kind, text = get("/metrics")
    assert kind == "application/openmetrics-text; version=1.0.0; charset=utf-8", kind
    families = {family.name: family for family in text_string_to_metric_families(text)}
    for family in families.values():
        assert family.documentation, family.name
    return families


def growing(families):
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families.values()
        if family.type in ("counter", "histogram")
        for sample in family.samples
    }


def check_metrics():
    before = growing(metrics())
    assert len(before) > 50
    replaced = ("prefork_workers_ended_total", (("reason", "connection-limit"),))
    readings = 0
    deadline = time.monotonic() + 60
    while readings < 300 or before[replaced] < 100:
        assert time.monotonic() < deadline, f"only {before[replaced]} workers were replaced"
        after = growing(metrics())
        assert before.keys() == after.keys()
        for name, value in before.items():
            assert after[name] >= value, f"{name} went from {value} back to {after[name]}"
        before = after
        readings += 1
    assert before[("prefork_requests_total", ())] > 100
    print(f"admin: metrics: {readings} readings under load, by Prometheus' parser; nothing went back")


def check_status():
    kind, text = get("/status")
    assert kind == "application/json"
    status = json.loads(text)
    assert status["server"]["ready"] and status["workers"] and status["totals"]["requests"] > 0
    wait_for("a request in hand", lambda: [w for w in json.loads(get("/status")[1])["workers"] if w["request"]])
    address = urllib.parse.urlsplit(admin).netloc
    said = subprocess.run([server, "status", "--admin", address], capture_output=True, text=True, timeout=30)
    assert said.returncode == 0 and f"pid {status['server']['pid']}" in said.stdout, said
    said = subprocess.run([server, "status", "--json", "--admin", address], capture_output=True, text=True, timeout=30)
    assert json.loads(said.stdout)["server"]["pid"] == status["server"]["pid"]
    print("admin: status: as JSON and printed")


# --- top, in a pseudo-terminal


class Top:
    def __init__(self, columns, rows):
        self.control, self.terminal = pty.openpty()
        self.resize(columns, rows)
        self.before = termios.tcgetattr(self.terminal)
        address = urllib.parse.urlsplit(admin).netloc
        self.process = subprocess.Popen(
            [server, "top", "--interval", "200ms", "--admin", address],
            stdin=self.terminal, stdout=self.terminal, stderr=self.terminal, preexec_fn=self.lead)
        self.seen = b""

    def lead(self):
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def resize(self, columns, rows):
        fcntl.ioctl(self.control, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self):
        while select.select([self.control], [], [], 0)[0]:
            self.seen += os.read(self.control, 65536)
        return self.seen

    def sees(self, text):
        wait_for(f"{text!r} on the screen", lambda: text in self.read())

    def ends(self, code):
        def over():
            self.read()
            return self.process.poll() is not None

        wait_for("the end of top", over)
        assert self.process.returncode == code, self.process.returncode
        seen = self.read()
        assert seen.count(b"\x1b[?1049h") == seen.count(b"\x1b[?1049l") >= 1
        assert seen.rindex(b"\x1b[?25h") > seen.rindex(b"\x1b[?25l"), "the cursor is still hidden"
        assert termios.tcgetattr(self.terminal) == self.before, "the terminal is set otherwise than before"
        os.close(self.control)
        os.close(self.terminal)


def check_top():
    top = Top(80, 24)
    for part in (b"\x1b[?1049h", b"SPARE WORKERS", b"REQUESTS PER SECOND", b"SLOWEST", b"\x1b[24;1H", b"GET /"):
        top.sees(part)
    assert b"\x1b[25;1H" not in top.seen, "drawn below the terminal"
    top.resize(100, 40)
    top.sees(b"\x1b[40;1H")
    os.write(top.control, b"q")
    top.ends(0)

    top = Top(80, 24)
    top.sees(b"SLOWEST")
    os.write(top.control, b"\x03")
    top.ends(0)

    top = Top(40, 10)
    top.sees(b"REQUESTS PER SECOND")
    os.write(top.control, b"\x1a")
    wait_for("a stopped top", lambda: os.waitid(os.P_PID, top.process.pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT))
    assert top.read().count(b"\x1b[?1049l") == 1
    assert termios.tcgetattr(top.terminal) == top.before
    top.process.send_signal(signal.SIGCONT)
    wait_for("the screen again", lambda: top.read().count(b"\x1b[?1049h") == 2)
    top.process.send_signal(signal.SIGTERM)
    top.ends(0)
    print("admin: top: draws, resizes, stops, and leaves the terminal as it was")


# --- the dashboard, in Chromium driven through WebDriver


class Browser:
    def __init__(self):
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.driver.stdout:
            if "successfully on port" in line:
                self.base = f"http://127.0.0.1:{line.rsplit(' ', 1)[1].strip().rstrip('.')}"
                break
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--disable-background-networking", "--no-first-run", f"--user-data-dir={folder}/chromium"]
        wanted = {"browserName": "chrome", "goog:chromeOptions": {"args": arguments},
                  "goog:loggingPrefs": {"browser": "ALL"}}
        self.session = "/session/" + self.ask("POST", "/session", capabilities={"alwaysMatch": wanted})["sessionId"]

    def ask(self, method, path, **content):
        data = json.dumps(content).encode() if method == "POST" else None
        request = urllib.request.Request(
            self.base + path, data=data, method=method, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def command(self, name, **parameters):
        return self.ask("POST", self.session + "/goog/cdp/execute", cmd=name, params=parameters)

    def run(self, script):
        return self.ask("POST", self.session + "/execute/sync", script=script, args=[])

    def resize(self, width, height, mobile):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def scheme(self, name):
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def close(self):
        try:
            self.ask("DELETE", self.session)
        finally:
            self.driver.kill()
            self.driver.wait()


def check_dashboard(browser):
    browser.resize(360, 740, True)
    browser.ask("POST", browser.session + "/url", url=admin + "/")
    polls = "return Number(document.body.dataset.polls ?? 0)"
    wait_for("three readings of the page", lambda: browser.run(polls) >= 3)
    assert browser.run("return innerWidth") == 360
    assert browser.run("return document.documentElement.scrollWidth") <= 360, "it scrolls sideways at 360 pixels"
    # Some elements are hidden by those around them; none may be cut off by the edge.
    widest = browser.run(
        "return Math.max(...[...document.querySelectorAll('body *')].map(e => e.getBoundingClientRect().right))")
    assert widest <= 360, widest
    assert browser.run("return document.querySelectorAll('#grid i').length") >= 5
    label = browser.run("return document.getElementById('grid').getAttribute('aria-label')")
    assert "workers:" in label and "idle" in label, label
    for plot in ("states", "traffic", "backlog"):
        paths = browser.run(f"return [...document.querySelectorAll('#{plot} path')].map(p => p.getAttribute('d'))")
        assert paths and any("L" in path for path in paths), (plot, paths)
        assert browser.run(f"return document.getElementById('{plot}-text').textContent"), plot
    backgrounds = []
    for scheme in ("light", "dark"):
        browser.scheme(scheme)
        backgrounds.append(browser.run("return getComputedStyle(document.body).backgroundColor"))
    assert backgrounds[0] != backgrounds[1], backgrounds
    outside = browser.run(
        "return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin))")
    assert outside == [], outside
    errors = [entry for entry in browser.ask("POST", browser.session + "/se/log", type="browser")]
    assert errors == [], errors
    print("admin: dashboard: live at 360 pixels without sideways scrolling, light and dark, nothing from outside")


def take_picture(browser):
    browser.scheme("light")
    browser.resize(1000, 900, False)
    wait_for("a minute of history", lambda: browser.run("return Number(document.body.dataset.polls)") >= 45, 90)
    height = browser.run("return document.documentElement.scrollHeight")
    browser.resize(1000, min(1200, height), False)
    time.sleep(2)
    shot = browser.ask("GET", browser.session + "/screenshot")
    with open(picture, "wb") as file:
        file.write(base64.b64decode(shot))


wait_for("some load", lambda: json.loads(get("/status")[1])["totals"]["requests"] > 100)
check_status()
check_metrics()
check_top()
browser = Browser()
try:
    check_dashboard(browser)
    if picture:
        take_picture(browser)
finally:
    browser.close()
