"""Reading the relay's log lines from CloudWatch Logs, counted there if it can, so that a busy day is read in seconds.

Logs Insights counts lines that say the same and gives each kind once. An emulator has no such thing, or a part of it:
then every line is fetched, which comes to the same. Nobody could try the query against AWS; if AWS does not take it,
the lines are fetched too.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from relay.keeping.numbers import OPT_OUTS, RUNS, Logged, said_in

type Ask = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Calls an operation of CloudWatch Logs by AWS's name of it. Raises `QueryRefused` if it takes no such query."""

MOST_ROWS: Final = 10_000  # of a query, and events of a page
POLL_SECONDS: Final = 0.5
LONGEST_QUERY_SECONDS: Final = 120
MARK: Final = '"CloudWatchMetrics"'
"""In every line with a metric, and all of the relay's have one."""

MESSAGES: Final = sorted(
    {*RUNS, *OPT_OUTS, "refused", "dead letter", "api refusal", "unlisted site", "breaker", "fault"}
)
TEXTS: Final = ("message", "outcome", "source", "reason", "code", "kind", "state", "list", "site", "fault", "where")
SAME: Final = (*TEXTS, "error", "status", "again", "named", "places", "by_site")
"""What lines have in common that are counted together."""

QUERY: Final = f"""filter message in {json.dumps(MESSAGES)}
| filter toMillis(@timestamp) >= SINCE and toMillis(@timestamp) < UNTIL
| parse @message /"campaigns":\\s*\\[(?<named>[^\\]]*)\\]/
| parse @message /"at":\\s*\\[(?<places>[^\\]]*)\\]/
| fields attempt > 0 as again, ispresent(site) as by_site
| stats count(*) as lines, max(toMillis(@timestamp)) as last by {", ".join(SAME)}
| sort by_site asc, lines desc
| limit {MOST_ROWS}"""
"""Sites are anybody's to make up: theirs are the rows that are left out if there are too many."""


WAITS: Final = ("queued", "waiting")
"""The outcomes after which a submission waits."""

WAITING: Final = """filter message in ["OUTCOMES"] and submission_id != ""
| filter toMillis(@timestamp) >= SINCE and toMillis(@timestamp) < UNTIL
| stats count(*) as lines, min(toMillis(@timestamp)) as first, latest(outcome) as now by submission_id
| filter now in ["WAITS"]
| sort first asc
| limit 1""".replace("OUTCOMES", '", "'.join(sorted(RUNS | OPT_OUTS))).replace("WAITS", '", "'.join(WAITS))


class QueryRefused(Exception):
    """CloudWatch Logs does not take such a query."""


class NoAnswer(Exception):
    """CloudWatch Logs gave up a query, or had not answered it in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLines:
    """The lines in some log groups. `sleep` waits so many seconds between two looks at a query.

    Times are milliseconds since 1970: from `since` on, and before `until`. The methods raise `NoAnswer`, or what `ask`
    raises.
    """

    ask: Ask
    groups: Sequence[str]
    sleep: Callable[[float], None] = time.sleep

    def between(self, since: int, until: int) -> list[Logged]:
        """What was logged, in whatever order."""
        rows = self._rows(QUERY, since, until)
        if rows is not None:
            return [_counted(row) for row in rows]
        return self._each_line(since, until)

    def waiting_since(self, since: int, until: int) -> int | None:
        """When the oldest submission came that waits by the last that was logged of it; None if none does.

        No other way tells: SQS's own age of the oldest message leaves out what was received often.
        """
        rows = self._rows(WAITING, since, until)
        if rows is not None:
            return min((_whole(row["first"]) for row in rows), default=None)
        begun: dict[str, int] = {}
        for line in sorted(self._each_line(since, until), key=lambda line: line.at):
            outcome, submission_id = line.said.get("outcome"), line.said.get("submission_id")
            if outcome in WAITS and isinstance(submission_id, str) and submission_id:
                begun.setdefault(submission_id, line.at)
            elif outcome in RUNS | OPT_OUTS:
                begun.pop(str(submission_id), None)
        return min(begun.values(), default=None)

    def _rows(self, query: str, since: int, until: int) -> list[dict[str, str]] | None:
        """The rows of a query; None if the service can't count. It is told whole seconds, the query milliseconds."""
        asked = {
            "logGroupNames": list(self.groups),
            "startTime": since // 1000,
            "endTime": -(-until // 1000),
            "queryString": query.replace("SINCE", str(since)).replace("UNTIL", str(until)),
            "limit": MOST_ROWS,
        }
        try:
            rows = self._answer(asked)
        except QueryRefused:
            return None
        return rows if all("lines" in row for row in rows) else None

    def _answer(self, asked: Mapping[str, Any]) -> list[dict[str, str]]:
        query_id = self.ask("StartQuery", asked)["queryId"]
        for _ in range(round(LONGEST_QUERY_SECONDS / POLL_SECONDS)):
            answer = self.ask("GetQueryResults", {"queryId": query_id})
            if answer["status"] == "Complete":
                return [{cell["field"]: cell["value"] for cell in row} for row in answer["results"]]
            if answer["status"] not in {"Scheduled", "Running"}:
                raise NoAnswer
            self.sleep(POLL_SECONDS)
        self.ask("StopQuery", {"queryId": query_id})
        raise NoAnswer

    def _each_line(self, since: int, until: int) -> list[Logged]:
        return [line for group in self.groups for line in _each(self.ask, group, since, until)]


def _counted(row: Mapping[str, str]) -> Logged:
    """The lines that a row stands for, as one of them would be read."""
    said: dict[str, Any] = {name: row[name] for name in SAME if row.get(name)}
    said |= {name: _listed(said.pop(found, "")) for name, found in (("campaigns", "named"), ("at", "places"))}
    said["attempt"] = int(said.pop("again", "0") in {"1", "true"})
    said["status"] = _whole(said.get("status", ""))
    return Logged(said, at=_whole(row.get("last", "")), count=_whole(row["lines"]))


def _listed(text: str) -> list[Any]:
    """What stands between the brackets of a JSON list."""
    try:
        found: list[Any] = json.loads(f"[{text}]")
    except ValueError:
        return []
    return found


def _whole(text: str) -> int:
    """A number as Insights may write it: 12, 12.0 or 1.2E1; 0 if it is none."""
    try:
        return round(float(text))
    except (ValueError, OverflowError):
        return 0


def _each(ask: Ask, group: str, since: int, until: int) -> Iterator[Logged]:
    """Every line of a group, by pages, also where a service forgets to say that there are more."""
    seen: set[str] = set()
    asked = {"logGroupName": group, "filterPattern": MARK, "startTime": since, "endTime": until - 1}
    while True:
        answer = ask("FilterLogEvents", asked)
        new = [event for event in answer["events"] if event["eventId"] not in seen]
        seen |= {event["eventId"] for event in new}
        for event in new:
            said = said_in(event["message"])
            if said is not None:
                yield Logged(said, at=event["timestamp"])
        if token := answer.get("nextToken"):
            asked = {**asked, "nextToken": token}
        elif new and len(answer["events"]) >= MOST_ROWS:
            asked = {**asked, "startTime": answer["events"][-1]["timestamp"]}
            asked.pop("nextToken", None)
        else:
            return
