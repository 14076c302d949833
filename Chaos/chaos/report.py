"""The table."""


def row(name, *values):
    return f"| {name} | " + " | ".join(f"{v:,}" if isinstance(v, int) else str(v) for v in values) + " |"


def table(runs):
    """Everything counted, a column for each server."""
    yield row("", *(run.server.name for run in runs))
    yield "|---|" + "---:|" * len(runs)

    def line(name, value):
        return row(name, *(value(run) for run in runs))

    for name in ("requests", "ok", "connections", "closed while idle"):
        title = {"ok": "answered, every byte right", "closed while idle": "closed while idle, no request sent"}
        yield line(title.get(name, name), lambda run: run.counts.get(name, 0))
    yield line("MiB of content checked", lambda run: run.counts.get("bytes", 0) >> 20)
    yield line("**lost without excuse**", lambda run: f"**{len(run.verdict.unexplained)}**")
    yield line("lost on workers that were killed", lambda run: len(run.verdict.killed))
    yield line("lost on workers that were stopped for good", lambda run: len(run.verdict.stopped))
    yield line("of a crash's one request: answered 500", lambda run: len(run.verdict.answered))
    yield line("of a crash's one request: cut", lambda run: len(run.verdict.cut))
    for name in runs[0].chaos.in_hand:
        yield line(f"of a request in hand of a crash: {name}", lambda run: run.chaos.in_hand[name])
    for name in runs[0].chaos.counts:
        yield line(f"done: {name}", lambda run: run.chaos.counts[name])
    yield line("crashes of workers that were at work", lambda run: sum(
        harm.kind == "crashed" and not harm.was_waiting for harm in run.chaos.harms))
    yield line("reloads that took place", lambda run: run.ledger.reloads)
    yield line("reloads that failed", lambda run: run.ledger.failed_reloads)
    yield line("upgrades that took place", lambda run: run.ledger.upgrades)
    yield line("upgrades that failed", lambda run: run.ledger.failed_upgrades)
    yield line("workers forked", lambda run: run.ledger.spawned)
    for reason in sorted({reason for run in runs for reason in run.ledger.ended}):
        yield line(f"workers ended: {reason}", lambda run: run.ledger.ended.get(reason, 0))
    yield line("connections that crashed workers handed over", lambda run: run.ledger.handed_over)
    yield line("admin listener: asked, failed", lambda run: f"{run.admin_asked}, {len(run.admin_failures)}")
    yield line("lines of the access log, not whole", lambda run: f"{run.ledger.lines:,}, {run.ledger.broken_lines}")
    for name in ("workers", "descriptors", "descriptors of its own", "resident KiB", "private KiB"):
        what = name if name == "workers" else f"parent: {name}"
        yield line(f"{what}, start → end", lambda run: f"{run.begin[name]:,} → {run.end[name]:,}")
    for name in ("worker descriptors", "worker private KiB"):
        what = f"{name.replace('worker ', 'worker, median: ')}, start → end"
        yield line(what, lambda run: f"{run.begin[name]:,} → {run.end[name]:,}")


def details(runs):
    """What a reader of a failure needs."""
    for run in runs:
        for incident in run.verdict.unexplained[:40]:
            yield f"{run.server.name}: LOST {incident}"
        for text in run.chaos.wrong:
            yield f"{run.server.name}: WRONG {text}"
        for message, count in sorted(run.ledger.messages.items()):
            yield f"{run.server.name}: log, {count} times: {message}"
        for name in ("loud", "fatal"):
            for text in getattr(run.ledger, name)[:10]:
                yield f"{run.server.name}: {name}: {text}"
        yield f"{run.server.name}: crashes' answers {run.ledger.answers}, statuses {run.ledger.statuses}"
        if run.begin["kinds"] != run.end["kinds"]:
            yield f"{run.server.name}: descriptors at the start {run.begin['kinds']}, at the end {run.end['kinds']}"
        for what in ("left_behind", "unended", "exits", "admin_failures"):
            if value := getattr(run, what):
                yield f"{run.server.name}: {what}: {value}"
