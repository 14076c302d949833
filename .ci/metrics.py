"""What .ci/metrics does in Python: metrics.py HOSTINGFIXTURE"""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request

from prometheus_client.openmetrics.parser import text_string_to_metric_families

KILLS = 60

server = subprocess.Popen(
    [sys.argv[1], "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--start-workers", "4",
     "--min-spare-workers", "2", "--max-spare-workers", "8", "--max-workers", "8", "--log-level", "notice"],
    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
log = []
threading.Thread(target=lambda: log.extend(iter(server.stderr.readline, "")), daemon=True).start()
answered, failed = [], []
is_over = threading.Event()


def port_behind(words):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for line in list(log):
            if found := re.search(words + r" http://127\.0\.0\.1:(\d+)/", line):
                return int(found[1])
        assert server.poll() is None, "".join(log)
        time.sleep(0.05)
    raise AssertionError("".join(log))


def ask(port, number):
    """Counts its answers; whose worker is killed gets none, and its request may have been counted or not."""
    while not is_over.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            # Quotes, a backslash and a line's end, as they may come from anywhere.
            connection.request("GET", f"/measure?kind={number}%22%5C%0A")
            answer = connection.getresponse()
            answer.read()
            (answered if answer.status == 200 else failed).append(number)
        except (OSError, http.client.HTTPException):
            failed.append(number)
        finally:
            connection.close()


def metrics(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        text = answer.read().decode("utf-8")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if family.type in ("counter", "histogram") or family.name == "open_baskets"
    }


def workers(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=30) as answer:
        return [worker["pid"] for worker in json.load(answer)["workers"]]


def orders(values):
    return {labels: value for (name, labels), value in values.items() if name == "orders_total"}


try:
    port, admin = port_behind("listening on"), port_behind("admin at")
    clients = [threading.Thread(target=ask, args=(port, number)) for number in range(3)]
    for client in clients:
        client.start()
    before, killed, readings = metrics(admin), 0, 0
    while killed < KILLS:
        goal = len(answered) + 10
        while len(answered) < goal:
            assert server.poll() is None, "".join(log)
            time.sleep(0.005)
        pids = workers(admin)
        try:
            os.kill(pids[killed % len(pids)], signal.SIGKILL)
        except (ProcessLookupError, ZeroDivisionError):
            continue
        killed += 1
        after = metrics(admin)
        for name, value in before.items():
            assert after[name] >= value, f"{name} went from {value} back to {after.get(name)}"
        before = after
        readings += 1
    is_over.set()
    for client in clients:
        client.join()
    after = metrics(admin)
    total, fewest, most = sum(orders(after).values()), len(answered), len(answered) + len(failed)
    assert len(orders(after)) == 3 and (("kind", '0"\\\n'),) in orders(after), orders(after)
    for what in (
        total, after[("db_query_seconds_count", ())], after[("basket_size_count", ())],
        after[("weight_kg_total", ())] * 2, after[("open_baskets", ())],
    ):
        assert fewest <= what <= most, (what, fewest, most)
    assert after[("prefork_metrics_dropped_total", ())] == 0
    print(f"metrics: {killed} workers killed, {readings} readings, nothing went back: "
          f"{total:.0f} counted, {fewest} answered, {len(failed)} cut off")
finally:
    is_over.set()
    server.terminate()
    status = server.wait(60)
assert status == 0, "".join(log)
