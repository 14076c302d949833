"""Whose fault each lost request is, and which rules are broken."""

import json
import re

# A worker holds a connection from before the client's connect() returned or until after its answer was read.
SLACK = 0.05


def hits(harm, incident):
    """Whether the harmed worker held the connection of a request that got no answer."""
    return (incident["server"] == harm.server.port and incident["port"] in harm.ports
            and incident["opened"] <= harm.time + SLACK and incident["ended"] >= harm.time - SLACK)


class Verdict:
    """Each incident of one server, by cause."""

    def __init__(self, incidents, harms):
        self.killed, self.stopped, self.answered, self.cut, self.unexplained = [], [], [], [], []
        charged = set()
        for incident in sorted(incidents, key=lambda each: each["ended"]):
            causes = [harm for harm in harms if hits(harm, incident)]
            kinds = {harm.kind for harm in causes}
            crash = next((harm for harm in causes if harm.kind == "crashed" and id(harm) not in charged), None)
            stop = any(harm.kind == "stopped" for harm in causes)
            if incident["what"] == "crash" and crash:
                charged.add(id(crash))
                self.answered.append(incident)
            elif stop:
                self.stopped.append(incident)
            elif "killed" in kinds:
                self.killed.append(incident)
            elif crash and not crash.was_waiting:
                # The request in hand of a crash, of whose answer bytes had left already, or which was being read.
                charged.add(id(crash))
                self.cut.append(incident)
            else:
                self.unexplained.append(incident)


class Ledger:
    """What a server's logs say happened."""

    def __init__(self, server):
        self.spawned = self.reloads = self.failed_reloads = self.upgrades = self.failed_upgrades = 0
        self.admin_deaths = self.handed_over = self.handover_lost = 0
        self.ended, self.answers, self.loud, self.messages = {}, {}, [], {}
        for entry in server.entries():
            self.read(entry)
        self.lines = self.broken_lines = 0
        self.statuses = {}
        for file in [*server.folder.glob("access.log.*"), server.access_log]:
            self.read_access_log(file)
        output = server.output.read_text(errors="replace")
        self.fatal = [line for line in output.splitlines() if re.search("[Ff]atal|error:|Crash", line)]

    def read(self, entry):
        message, metadata = entry["message"], entry.get("metadata", {})
        if "broken" in entry:
            self.loud.append(f"no whole line: {entry['broken'][:200]}")
        if found := re.match(r"forking (\d+) worker", message):
            self.spawned += int(found[1])
        elif message.startswith("reloaded,"):
            self.reloads += 1
        elif message.startswith("reload failed"):
            self.failed_reloads += 1
        elif message.startswith("ready, taking over"):
            self.upgrades += 1
        elif message.startswith("upgrade failed"):
            self.failed_upgrades += 1
        if "age" in metadata and ("reason" in metadata or "status" in metadata):
            reason = metadata.get("reason", metadata.get("status"))
            self.ended[reason] = self.ended.get(reason, 0) + 1
            if "answer" in metadata:
                self.answers[metadata["answer"]] = self.answers.get(metadata["answer"], 0) + 1
            self.handed_over += int(metadata.get("handed-over", 0))
            self.handover_lost += int(metadata.get("lost", 0))
        elif entry.get("level") in ("error", "critical", "warning"):
            general = re.sub(r"\d+(\.\d+)?", "N", message)
            self.messages[general] = self.messages.get(general, 0) + 1

    def read_access_log(self, file):
        for line in file.read_text(errors="replace").splitlines():
            self.lines += 1
            try:
                status = json.loads(line)["status"]
                self.statuses[status] = self.statuses.get(status, 0) + 1
            except (ValueError, KeyError, TypeError):
                self.broken_lines += 1


def rules(run):
    """The sentences that must be true of a server, each with whether it is."""
    verdict, ledger, begin, end = run.verdict, run.ledger, run.begin, run.end
    crashes = sum(harm.kind == "crashed" for harm in run.chaos.harms)
    yield "no request is lost but on workers that were killed or stopped for good", not verdict.unexplained
    yield "no crash costs more than the one request in hand", len(verdict.answered) + len(verdict.cut) <= crashes
    told = run.chaos.in_hand
    yield "a crash with a request in hand is answered with one complete 500, or cut if bytes had left", not run.chaos.wrong
    yield "requests in hand were hit", told["500"] > 0
    yield "as many complete 500 came as the log says were sent", (
        told["500"] + len(verdict.answered) == ledger.answers.get("sent", 0))
    yield "all clients ended in time", run.stuck == 0
    yield "as many workers ended as were forked", sum(ledger.ended.values()) == ledger.spawned
    yield "no process outlives the server", not run.left_behind
    yield "every server that was replaced, and the last, ended with 0", all(code == 0 for code in run.exits.values())
    yield "every old server of an upgrade ended", not run.unended
    yield "the parent has no more descriptors than at the start", (
        end["descriptors of its own"] <= begin["descriptors of its own"])
    yield "a worker has no more descriptors than at the start, but for connections and files", (
        end["worker descriptors"] <= begin["worker descriptors"] + 4)
    yield "the parent's private memory grew by less than 4 MiB", end["private KiB"] - begin["private KiB"] < 4096
    yield "every line of both logs is whole", ledger.broken_lines == 0 and not ledger.loud
    yield "the parent trapped never", not ledger.fatal
    yield "the admin listener answered, but when its process was killed", not run.admin_failures
