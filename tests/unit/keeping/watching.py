"""The keeper's whole hour over a world in memory: queues, journal, log, platform and mails."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from relay.campaigns import Campaigns
from relay.keeping.letter_queue import LetterQueue
from relay.keeping.log_lines import LogLines
from relay.keeping.options import DIGEST
from relay.keeping.watch import Watch
from relay.phone2action.results import Campaign
from relay.stores.aws import AwsUnsure
from relay.stores.table import Table
from tests.fakes.settings import DEAD, HELD, JOURNAL, RETRY
from tests.unit.keeping.keeping_world import KEEP_DAYS, KeepingWorld

CAMPAIGNS: dict[int, dict[str, Any]] = {
    998: {"name": "Save the Whales", "web_form": {"quiet_hours": 72}, "sms": {"keywords": ("JOIN",), "reply": "Hi"}},
    999: {"name": "Keep the Sanctuary", "twitter_card": {}},
}


def upstream(number: int) -> Campaign:
    """A campaign as the platform lists it."""
    told: dict[str, Any] = dict.fromkeys(Campaign._fields)
    return Campaign(**told | {"id": number, "content": {}})


class Context:
    """What Lambda tells of an invocation."""

    def get_remaining_time_in_millis(self) -> int:
        return 900_000


@dataclass
class WatchingWorld(KeepingWorld):
    """See the module. `said` are log lines with their times; `log_away` and `fails` are what can't be asked."""

    said: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    log_away: bool = False
    fails: Exception | None = None
    active: Iterable[int] = (998, 999)
    campaigns: dict[int, dict[str, Any]] = field(default_factory=lambda: CAMPAIGNS)

    def watch(self) -> Watch:
        return Watch(
            aws=self.aws,
            journal=Table(self.aws, JOURNAL),
            clock=self.clock,
            campaigns=Campaigns.from_literal(self.campaigns),
            ask=self._listed,
            keeper=self.keeper(KEEP_DAYS),
            letters=LetterQueue(self.aws, DEAD),
            held=LetterQueue(self.aws, HELD),
            waiting=LetterQueue(self.aws, RETRY),
            log=LogLines(ask=self._logs, groups=["group"]),
            topic="topic",
            stack="relay-prod",
            digest_hour_utc=13,
        )

    def hour(self) -> list[tuple[str, str]]:
        """The keeper's hour, and the mails that it sent."""
        before = len(self.aws.mails)
        self.watch().handle({"source": "aws.events"}, Context())
        return self.aws.mails[before:]

    def digest(self, command: str = "./relay") -> dict[str, str]:
        """The mail as it would be sent now."""
        return self.watch().handle({DIGEST: command}, Context())

    def live_hours(self, hours: int, *, each: int = 1) -> list[tuple[str, str]]:
        """Let hours pass, with a keeper every so many; the mails of all."""
        mails = []
        for _ in range(hours // each):
            self.clock.advance(hours=each)
            mails += self.hour()
        return mails

    def log(self, message: str, **said: Any) -> None:
        """A log line, now."""
        self.said.append((self.clock(), {"message": message, **said}))

    def sign_up(self, source: str = "web_form", campaign: int = 998, outcome: str = "delivered", **said: Any) -> None:
        """The line of a submission, now."""
        told = {"outcome": outcome, "source": source, "reason": "", "attempt": 0, "campaigns": [campaign]}
        self.log(outcome, **(told | said))

    def _listed(self) -> list[Campaign]:
        if self.fails:
            raise self.fails
        return [upstream(number) for number in self.active]

    def _logs(self, operation: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.log_away:
            raise AwsUnsure("logs: away")
        if operation == "StartQuery":
            return {"queryId": "1"}
        if operation == "GetQueryResults":  # as an emulator does that can't count
            return {"status": "Complete", "results": [[{"field": "@message", "value": "x"}]]}
        assert operation == "FilterLogEvents"
        found = [
            {"eventId": str(number), "timestamp": at, "message": json.dumps(said)}
            for number, (at, said) in enumerate(self.said)
            if request["startTime"] <= at <= request["endTime"]
        ]
        return {"events": found}
