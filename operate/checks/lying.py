"""What lies in the queues for too long: letters, and texts that a person must decide about."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from operate import queue
from operate.checks.facts import Facts
from operate.checks.finding import Finding, broken, warning
from operate.letters import Letter
from relay.keeping.deadlines import BUSINESS_DAYS, business_days_left, decide_by

DAY_MS: Final = 86_400_000
OLD_DAYS: Final = 10
SOON: Final = 3
"""Business days: a text that must be decided by then can wait for nobody."""

MOST_IN_FLIGHT: Final = 120_000
NEARLY: Final = 0.8


def letters(facts: Facts) -> Iterator[Finding]:
    """Whether letters have been left alone for long."""
    old = [letter for letter in facts.letters() if _days(facts, letter) >= OLD_DAYS]
    if old:
        what = f"{len(old)} dead letters are older than {OLD_DAYS} days{_kept(facts)}."
        yield warning(what, facts.relay("letters"))


def held(facts: Facts) -> Iterator[Finding]:
    """Whether what is held waits for long, above all what may be an opt-out."""
    stops = [letter for letter in facts.held() if letter.reason in {"stop_like", "no_phone"}]
    left = [_business_days_left(facts, letter) for letter in stops]
    late, over = sum(days <= SOON for days in left), sum(days < 0 for days in left)
    if late:
        told = f"; for {over} the time to do so is over" if over else ""
        what = f"{late} texts that may be a stop must be decided about within {SOON} business days{told}."
        decide = f"An opt-out must be carried out within {BUSINESS_DAYS} business days. Read them:"
        yield (broken if over else warning)(what, decide, facts.relay("held"))
    others = [letter for letter in facts.held() if letter not in stops and _days(facts, letter) >= OLD_DAYS]
    if others:
        what = f"{len(others)} held submissions are older than {OLD_DAYS} days{_kept(facts)}."
        yield warning(what, facts.relay("held"))


def waiting(facts: Facts) -> Iterator[Finding]:
    """Whether more waits than the queue may have in flight."""
    counts = queue.counts(facts.stack.client("sqs"), facts.stack.retry_url)
    if counts.hidden > MOST_IN_FLIGHT * NEARLY:
        what = f"{counts.hidden} submissions are postponed: with {MOST_IN_FLIGHT} SQS gives the worker nothing more."
        yield warning(what, "Is the platform well? With more MaximumConcurrency the queue drains faster.")


def _kept(facts: Facts) -> str:
    """For how long such things are kept, if the stack has a keeper."""
    days = facts.stack.parameters.get("KeepDays")
    return f": they are given up after {days}" if days else ": SQS drops them after 14"


def _days(facts: Facts, letter: Letter) -> float:
    return (facts.clock() * 1000 - letter.at) / DAY_MS


def _business_days_left(facts: Facts, letter: Letter) -> int:
    return business_days_left(datetime.fromtimestamp(facts.clock(), UTC).date(), decide_by(letter.at))
