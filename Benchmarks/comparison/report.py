"""The outcome as a table in Markdown, as JSON, and as plots."""

from __future__ import annotations

import json
import pathlib

from . import plot, targets
from .bench import Bench
from .figures import figure, ratio, servers_of
from .workloads import ALL
from .workloads.base import Workload

CURVES = {
    "children": ("Connection per request, 64 clients: CPU by number of children", "children"),
    "connections": ("Keep-alive, 2 children: CPU by number of connections", "connections"),
    "wake": ("One client, connection per request: CPU by number of idle children", "idle children"),
}

CURVE_KEYS = {
    "children": ("rate", "p50", "cpu", "voluntary", "private", "failed"),
    "connections": ("rate", "p50", "cpu", "private", "failed"),
    "wake": ("rate", "p50", "p99", "cpu", "voluntary", "accepts", "failed"),
}


def write(
    output: pathlib.Path, bench: Bench, selected: list[Workload], facts: dict, interrupted: str | None
) -> bool:
    """Returns whether a request failed where none may."""
    output.mkdir(parents=True, exist_ok=True)
    failed = _failures(bench)
    plots = _plots(output, bench)
    parts = [
        _machine(facts, interrupted),
        _trouble(bench, failed),
        _targets(bench),
        *plots,
        *(
            _table(bench, workload)
            for workload in selected
            if not workload.curve and servers_of(bench, workload)
        ),
        *(_curve_table(bench, curve) for curve in CURVES),
        "Measured apart: `Benchmarks/hummingbird` (hummingbird.md) and `Benchmarks/crashes` (crashes.md).\n",
    ]
    (output / "results.md").write_text("\n".join(part for part in parts if part))
    (output / "results.json").write_text(
        json.dumps(
            {
                "facts": facts,
                "interrupted": interrupted,
                "trouble": bench.trouble,
                "rounds": bench.values,
                "once": bench.once,
            },
            indent=1,
        )
    )
    return bool(failed)


def _machine(facts: dict, interrupted: str | None) -> str:
    ticks, stolen = (after - before for before, after in zip(facts["stolen before"], facts["stolen after"]))
    lines = [
        "# Results of Benchmarks/compare\n",
        f"`{facts['command']}` on {facts['date']}, commit {facts['commit']}, {facts['rounds']} rounds of "
        f"{facts['seconds']} s, more and briefer ones where a target is near, fewer and briefer ones for the curves.\n",
        f"Machine: {facts['machine']}; load average {facts['load before']:.1f} before and "
        f"{facts['load after']:.1f} after (the run itself adds about 2); {100 * stolen / max(1, ticks):.1f} % of the CPU "
        "time was stolen by the host.\n",
        f"Versions: {_versions(facts['versions'])}.\n",
    ]
    return "\n".join(lines + ([f"**{interrupted}**\n"] if interrupted else []))


def _versions(versions: dict[str, str]) -> str:
    """Servers of the same program share an entry."""
    names: dict[str, list[str]] = {}
    for name, version in versions.items():
        names.setdefault(version, []).append(name)
    return "; ".join(f"{', '.join(group)}: {version}" for version, group in names.items())


def _failures(bench: Bench) -> list[str]:
    """Of Prefork; where children are killed on purpose only what goes beyond the killed counts."""
    failed = []
    for workload, by_server in bench.values.items():
        for server in by_server:
            key = "others" if workload == "replacement" else "failed"
            found = figure(bench, workload, server, key)
            if found and found.median > 0 and server.startswith("prefork"):
                failed.append(f"{workload}, {server}: {found.median:.0f} requests failed")
    return failed


def _trouble(bench: Bench, failed: list[str]) -> str:
    return "".join(f"- {text}\n" for text in [*bench.trouble, *failed])


def _targets(bench: Bench) -> str:
    rows = []
    for target in targets.ALL:
        value = target.measure(bench)
        if value is None:
            continue
        miss = target.miss(value)
        verdict = (
            "yes"
            if miss <= 0
            else f"**no**: {value:.0f} instead of 0"
            if target.limit == 0
            else f"**no**, by {miss:.1%}"
        )
        rows.append(
            f"| {target.workload} | {target.text} | {'at most' if target.most else 'at least'} {target.limit:g} | "
            f"{_number(value)} | {verdict} |"
        )
    if not rows:
        return ""
    return (
        "## Targets\n\n| workload | Prefork's | must be | is | reached |\n|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def _table(bench: Bench, workload: Workload) -> str:
    names = servers_of(bench, workload)
    columns = [
        column
        for column in workload.columns
        if any(figure(bench, workload.name, name, column.key) for name in names)
    ]
    references = [name for name in workload.references if name in names]
    heads = ["server", *(column.title for column in columns)]
    heads += [f"{column.title} x {reference}" for reference in references for column in workload.ratios]
    lines = [
        f"## {workload.title}\n",
        f"`--workload {workload.name}`\n",
        "| " + " | ".join(heads) + " |",
        "|---" + "|---:" * (len(heads) - 1) + "|",
    ]
    for name in names:
        cells = [name]
        for column in columns:
            found = figure(bench, workload.name, name, column.key)
            spread = (
                found
                and len(bench.values[workload.name][name]) > 1
                and column.key in [each.key for each in workload.ratios]
            )
            cells.append(
                "-"
                if not found
                else f"{found.median:,.{column.decimals}f}"
                + (
                    f" ({found.least:,.{column.decimals}f}-{found.most:,.{column.decimals}f})"
                    if spread
                    else ""
                )
            )
        for reference in references:
            for column in workload.ratios:
                found = ratio(bench, workload.name, name, reference, column.key)
                cells.append("-" if not found else f"{found.median:.2f} ({found.least:.2f}-{found.most:.2f})")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _curve_table(bench: Bench, curve: str) -> str:
    """A row for each server and figure, a column for each point."""
    points = [
        workload
        for workload in ALL.values()
        if workload.curve and workload.curve[0] == curve and servers_of(bench, workload)
    ]
    if not points:
        return ""
    title, axis = CURVES[curve]
    names = list(dict.fromkeys(name for workload in points for name in servers_of(bench, workload)))
    lines = [
        f"## {title.partition(':')[0]}, by number of {axis}\n",
        f"`--workload {curve}-`\n",
        f"| figure | server | {' | '.join(str(workload.curve[1]) for workload in points)} |",
        "|---|---" + "|---:" * len(points) + "|",
    ]
    for column in points[0].columns:
        if column.key not in CURVE_KEYS[curve]:
            continue
        for name in names:
            found = [figure(bench, workload.name, name, column.key) for workload in points]
            cells = [f"{each.median:,.{column.decimals}f}" if each else "-" for each in found]
            lines.append(f"| {column.title} | {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _plots(output: pathlib.Path, bench: Bench) -> list[str]:
    shown = []
    for curve, (title, axis) in CURVES.items():
        lines: dict[str, list[tuple[float, float]]] = {}
        for workload in ALL.values():
            if workload.curve and workload.curve[0] == curve:
                for server in servers_of(bench, workload):
                    if found := figure(bench, workload.name, server, "cpu"):
                        lines.setdefault(server, []).append((workload.curve[1], found.median))
        if any(len(points) > 1 for points in lines.values()):
            name = f"cpu-by-{curve}.svg"
            (output / name).write_text(plot.curves(title, axis, "CPU seconds per 100,000 requests", lines))
            shown.append(f"![{title}]({name})\n")
    if text := _bars(bench):
        (output / "cpu-by-workload.svg").write_text(text)
        shown.insert(0, "![CPU seconds per 100,000 requests by workload](cpu-by-workload.svg)\n")
    return shown


def _bars(bench: Bench) -> str | None:
    groups: dict[str, dict[str, float]] = {}
    for workload in ALL.values():
        if workload.curve or not any(
            column.key == "cpu" and column.title.startswith("CPU s") for column in workload.columns
        ):
            continue
        names = servers_of(bench, workload)
        reference = next((name for name in ("nginx", "nginx-ofc") if name in names), None)
        if reference and len(names) > 1:
            found = {name: ratio(bench, workload.name, name, reference, "cpu") for name in names}
            groups[workload.name] = {name: value.median for name, value in found.items() if value}
    return plot.bars("CPU per request as a ratio to nginx (less is better)", groups) if groups else None
