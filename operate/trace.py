"""What happened to one submission, in order: the log lines that name it, with what journal and queues know.

Log lines hold ids and outcomes and no person, and so does what is added to them: what is returned may be shown to
anybody who may read the logs.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from operate.journal import parts_in
from operate.letters import Letter
from operate.stack import THREADS, Stack
from operate.trouble import Mistyped
from relay.stores.table import Item

EARLIER_MS: Final = 60_000
FIELDS: Final = ("outcome", "source", "reason", "attempt", "where", "error", "at", "kind", "state", "columns")
"""What a line says beside its time, who wrote it and its message, in the order in which it is shown."""

NAMELESS: Final = ("api refusal", "breaker", "Task timed out", "Runtime exited", "Runtime.ExitError")
"""What lines say that name no submission, although a run of one may be behind them."""

RUN_MS: Final = 60_000
MOST_RUNS: Final = 20
JOURNAL: Final = "journal"
OVER: Final = frozenset({"dead", "held", "rejected"})
"""After which nothing more is done by itself; `rejected` is the word of what took it in."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened. `at` in milliseconds since 1970; `said` is what it says beside its message.

    `service` is who wrote it, or "journal", or the queue in which it lies; `stream` the process that logged it.
    """

    at: int
    service: str
    message: str
    said: Mapping[str, Any]
    stream: tuple[str, str] = ("", "")


def lines(stack: Stack, submission_id: str, since: int) -> list[Line]:
    """The log lines that name a submission, from all functions, the oldest first. Raises `Trouble` if it is no id."""
    check_id(submission_id)
    groups = sorted(name for key, name in stack.log_groups.items() if key != "ApiLogs")
    asked = {"filterPattern": f'"{submission_id}"', "startTime": max(0, since - EARLIER_MS)}
    return _logged(stack, [{"logGroupName": group, **asked} for group in groups])


def check_id(submission_id: str) -> None:
    """Raise `Trouble` for what can't be an id of a submission or of SQS."""
    if not re.fullmatch(r"[0-9A-Za-z-]{8,64}", submission_id):
        raise Mistyped("that is no id of a submission: it stands in replies, letters and `relay find`")


def nameless(stack: Stack, logged: Sequence[Line]) -> list[Line]:
    """What the processes logged while they ran it that names no submission: calls that the API refused, the breaker
    that opened, a process that died. It may be about another record of the same batch.
    """
    pattern = " ".join(f'?"{text}"' for text in NAMELESS)
    runs = [line for line in logged if line.stream[1] and "outcome" in line.said][-MOST_RUNS:]
    asked = [
        {
            "logGroupName": run.stream[0],
            "logStreamNames": [run.stream[1]],
            "filterPattern": pattern,
            "startTime": run.at - RUN_MS,
            "endTime": run.at + RUN_MS,
        }
        for run in runs
    ]
    found = [line for line in _logged(stack, asked) if any(text in line.message for text in NAMELESS)]
    return list({(line.at, line.message, line.stream, str(line.said)): line for line in found}.values())


def _logged(stack: Stack, asked: Sequence[Mapping[str, Any]]) -> list[Line]:
    """What several questions find in the logs, the oldest first."""
    logs = stack.client("logs")

    def one(question: Mapping[str, Any]) -> list[Line]:
        pages = logs.get_paginator("filter_log_events").paginate(**question)
        return [_line(event, str(question["logGroupName"])) for page in pages for event in page["events"]]

    with ThreadPoolExecutor(THREADS) as pool:
        found = [line for each in pool.map(one, asked) for line in each]
    return sorted(found, key=lambda line: line.at)


def _line(event: Mapping[str, Any], group: str) -> Line:
    text, stream = str(event["message"]), (group, str(event.get("logStreamName", "")))
    try:
        content = json.loads(text[text.index("{") :])
    except ValueError:
        return Line(event["timestamp"], "", text.strip(), {}, stream)
    said = {name: content[name] for name in FIELDS if content.get(name)}
    service, message = str(content.get("service", "")), str(content.get("message", ""))
    return Line(event["timestamp"], service, message, said, stream)


def of_journal(item: Item, written_at: int) -> Iterator[Line]:
    """What the journal's item says and when that was. `written_at` is when a run wrote it last."""
    if item.get("received_at"):
        yield Line(item["received_at"], JOURNAL, "received", {"asked": item["asked"]} if item.get("asked") else {})
    if item.get("imported"):
        yield Line(int(item["imported"]), JOURNAL, "imported from a file", {})
    if "token" in item:
        yield Line(written_at, JOURNAL, "claimed by a run", {"until": item.get("lease_until", 0)})
    if "sending" in item:
        yield Line(
            item["sending"], JOURNAL, "marked: from now on it may have been sent", {"covers": item.get("covers", "")}
        )
    if "from" in item:
        maybe = sorted(part for part, state in parts_in(item).items() if state == "maybe")
        yield Line(
            item["from"], JOURNAL, "may have been sent from now on", {"parts": maybe, "until": item.get("since", 0)}
        )
    if "conn" in item and "token" not in item:
        yield Line(written_at, JOURNAL, f"closed: {item.get('state', 'open')}", _closed(item))
    if "discarded_at" in item:
        yield Line(
            item["discarded_at"], JOURNAL, "letter deleted by an operator", {"why": item.get("discarded_why", "")}
        )


def _closed(item: Item) -> dict[str, Any]:
    known = {"advocate": item.get("advocate"), "reason": item.get("reason")}
    parts = [f"{part} {state}" for part, state in sorted(parts_in(item).items())]
    return {name: value for name, value in {**known, "parts": parts}.items() if value}


def of_letters(letters: Iterable[Letter], queue: str) -> Iterator[Line]:
    """Letters that lie in a queue; of the platform's answer its endpoint and status only."""
    for letter in letters:
        api = letter.content.get("api")
        answer = {name: api[name] for name in ("endpoint", "status") if name in api} if isinstance(api, dict) else {}
        said = {"reason": letter.reason, "detail": letter.text("detail"), **answer}
        yield Line(letter.at, queue, "lies there", {name: value for name, value in said.items() if value})
        for name, what in (("released_at", "released by an operator"), ("send_anyway", "an operator's word to send")):
            if at := letter.number(name):
                yield Line(at, queue, what, {})


def in_order(all_lines: Iterable[Line]) -> list[Line]:
    """Everything, the oldest first; and where a message that was given up is tried again, that it came back."""
    told: list[Line] = []
    last = ""
    for line in sorted(all_lines, key=lambda line: line.at):
        if "outcome" in line.said and line.stream[1] and line.message != "api refusal":
            if last in OVER and line.said.get("attempt") == 1:
                back = "back in the retry queue: replayed or released, or sent once more by its sender"
                told.append(Line(line.at, "queue", back, {}))
            last = line.message
        told.append(line)
    return told
