"""What happened to one submission, in order: the log lines of all functions that name it.

Log lines hold ids and outcomes and no person, so what is returned may be shown to anybody who may read the logs.
"""

import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from operate.stack import THREADS, Stack
from operate.trouble import Trouble

EARLIER_MS: Final = 60_000
FIELDS: Final = ("outcome", "source", "reason", "attempt", "where", "error", "at", "kind", "state")
"""What a line says beside its time, who wrote it and its message, in the order in which it is shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One log line. `at` in milliseconds since 1970; `said` is what it says beside its message."""

    at: int
    service: str
    message: str
    said: Mapping[str, Any]


def lines(stack: Stack, submission_id: str, since: int) -> list[Line]:
    """The log lines that name a submission, from all functions, the oldest first. Raises `Trouble` if it is no id."""
    if not re.fullmatch(r"[0-9A-Za-z-]{8,64}", submission_id):
        raise Trouble("that is no id of a submission: it stands in replies, letters and `relay find`")
    logs = stack.client("logs")
    groups = sorted(name for key, name in stack.log_groups.items() if key != "ApiLogs")

    def of_group(group: str) -> list[Line]:
        asked = {"logGroupName": group, "filterPattern": f'"{submission_id}"', "startTime": max(0, since - EARLIER_MS)}
        pages = logs.get_paginator("filter_log_events").paginate(**asked)
        return [_line(event) for page in pages for event in page["events"]]

    with ThreadPoolExecutor(THREADS) as pool:
        found = [line for each in pool.map(of_group, groups) for line in each]
    return sorted(found, key=lambda line: line.at)


def _line(event: Mapping[str, Any]) -> Line:
    text = str(event["message"])
    try:
        content = json.loads(text[text.index("{") :])
    except ValueError:
        return Line(event["timestamp"], "", text.strip(), {})
    said = {name: content[name] for name in FIELDS if content.get(name)}
    return Line(event["timestamp"], str(content.get("service", "")), str(content.get("message", "")), said)
