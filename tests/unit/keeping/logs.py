"""CloudWatch Logs over lists, as `relay.keeping.log_lines` asks it: with Logs Insights, or without as an emulator."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from relay.keeping.log_lines import MESSAGES, SAME, QueryRefused

type Insights = Literal["counts", "lists", "refuses", "never", "fails"]

type Event = tuple[int, str]
"""When it was written, and its text."""


@dataclass
class Logs:
    """`insights`: as AWS, as an emulator that takes a query for a list of lines, or refusing it.

    `page` is how many events one answer has at most; `tokens`: whether it says that there are more, as AWS does.
    """

    groups: dict[str, list[Event]] = field(default_factory=dict)
    insights: Insights = "counts"
    page: int = 10_000
    tokens: bool = True
    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def __call__(self, operation: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        self.asked.append((operation, request))
        answers: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
            "StartQuery": self._start,
            "GetQueryResults": self._results,
            "StopQuery": lambda _: {"success": True},
            "FilterLogEvents": self._filter,
        }
        return answers[operation](request)

    def operations(self) -> list[str]:
        """What was asked, in order."""
        return [operation for operation, _ in self.asked]

    def _start(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.insights == "refuses":
            raise QueryRefused
        return {"queryId": str(len(self.asked) - 1)}

    def _results(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        states = {"never": "Running", "fails": "Failed"}
        if self.insights in states:
            return {"status": states[self.insights], "results": []}
        if len([each for each in self.asked if each[0] == "GetQueryResults"]) == 1:
            return {"status": "Running", "results": []}
        query = self.asked[int(request["queryId"])][1]
        since, until = map(int, re.findall(r"toMillis\(@timestamp\) >?<?=? (\d+)", query["queryString"]))
        assert (query["startTime"], query["endTime"]) == (since // 1000, -(-until // 1000))
        events = [
            event for group in query["logGroupNames"] for event in self.groups[group] if since <= event[0] < until
        ]
        rows = [{"@ptr": "x", "message": ""} for _ in events]
        if self.insights == "counts":
            rows = (_waiting if "latest(" in query["queryString"] else _counted)(events)
        return {
            "status": "Complete",
            "results": [[{"field": name, "value": value} for name, value in row.items()] for row in rows],
        }

    def _filter(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        there = [
            {"timestamp": at, "message": text, "eventId": str(number)}
            for number, (at, text) in enumerate(self.groups[request["logGroupName"]])
            if request["startTime"] <= at <= request["endTime"] and request["filterPattern"].strip('"') in text
        ]
        first = int(request.get("nextToken", 0))
        more = {"nextToken": str(first + self.page)} if self.tokens and first + self.page < len(there) else {}
        return {"events": there[first : first + self.page], **more}


def _counted(events: list[Event]) -> list[dict[str, str]]:
    """What the query makes of events: a row for each kind of line, without what its lines don't have."""
    kinds: dict[tuple[tuple[str, str], ...], list[int]] = defaultdict(list)
    for at, text in events:
        line = json.loads(text) if text.startswith("{") else {}
        if line.get("message") in MESSAGES:
            kinds[tuple((name, _value(line, text, name)) for name in SAME)].append(at)
    rows = [{**dict(kind), "lines": str(len(times)), "last": f"{max(times):.12E}"} for kind, times in kinds.items()]
    return [{name: value for name, value in row.items() if value} for row in rows]


def _waiting(events: list[Event]) -> list[dict[str, str]]:
    """What the query for the oldest that waits makes of events."""
    lines: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for at, text in events:
        line = json.loads(text) if text.startswith("{") else {}
        if line.get("message") == line.get("outcome") and line.get("submission_id"):
            lines[line["submission_id"]].append((at, line["outcome"]))
    waits = [min(of_one) for of_one in lines.values() if max(of_one)[1] in {"queued", "waiting"}]
    return [{"submission_id": "x", "lines": "1", "first": str(at)} for at, _ in sorted(waits)[:1]]


def _value(line: Mapping[str, Any], text: str, name: str) -> str:
    lists = {"named": "campaigns", "places": "at"}
    if name in lists:
        found = re.search(rf'"{lists[name]}":\s*\[([^\]]*)\]', text)
        return found[1] if found else ""
    if name in {"again", "by_site"}:
        return str(int(line.get("attempt", 0) > 0 if name == "again" else "site" in line))
    return str(line.get(name, ""))
