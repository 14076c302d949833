"""Says what is going on, and how long it will take, on standard error."""

from __future__ import annotations

import sys
import time


class Progress:
    """Workloads are weighed by their estimates, which the pace so far corrects."""

    def __init__(self, estimates: dict[str, float]):
        self.estimates = estimates
        self.begun = self.last_end = time.monotonic()
        self.finished: set[str] = set()
        self.terminal = sys.stderr.isatty()

    def finish(self, workload: str) -> None:
        self.finished.add(workload)
        self.last_end = time.monotonic()

    def left(self) -> float:
        done = sum(self.estimates[name] for name in self.finished)
        pace = (self.last_end - self.begun) / done if done else 1
        all_left = (sum(self.estimates.values()) - done) * pace
        return max(0, all_left - (time.monotonic() - self.last_end))

    def say(self, workload: str, server: str, doing: str) -> None:
        left = int(self.left())
        line = f"[{left // 60}:{left % 60:02} left] {workload}: {server}: {doing}"
        print(
            f"\r\x1b[K{line}" if self.terminal else line,
            end="" if self.terminal else "\n",
            file=sys.stderr,
            flush=True,
        )

    def note(self, text: str) -> None:
        print(f"\r\x1b[K{text}" if self.terminal else text, file=sys.stderr, flush=True)
