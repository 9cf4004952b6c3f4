"""What lies in the queues for too long: letters, and texts that a person must decide about."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from operate import queue
from operate.checks.facts import Facts
from operate.checks.finding import Finding, broken, warning
from operate.letters import Letter

DAY_MS: Final = 86_400_000
OLD_DAYS: Final = 10
GONE_DAYS: Final = 14
DECIDE_DAYS: Final = 10
"""Business days in which an opt-out must be carried out, 47 CFR 64.1200(a)(10)."""

LATE_DAYS: Final = 7
SATURDAY: Final = 5
MOST_IN_FLIGHT: Final = 120_000
NEARLY: Final = 0.8


def letters(facts: Facts) -> Iterator[Finding]:
    """Whether letters are about to be forgotten by SQS."""
    old = [letter for letter in facts.letters() if _days(facts, letter) >= OLD_DAYS]
    if old:
        what = f"{len(old)} dead letters are older than {OLD_DAYS} days: after {GONE_DAYS} they are gone."
        yield warning(what, facts.relay("letters"))


def held(facts: Facts) -> Iterator[Finding]:
    """Whether what is held waits for long, above all what may be an opt-out."""
    stops = [letter for letter in facts.held() if letter.reason in {"stop_like", "no_phone"}]
    late = [letter for letter in stops if business_days(_day(letter), _today(facts)) >= LATE_DAYS]
    over = [letter for letter in late if business_days(_day(letter), _today(facts)) >= DECIDE_DAYS]
    if late:
        told = f"; for {len(over)} the time to do so is over" if over else ""
        what = f"{len(late)} texts that may be a stop have not been decided about for {LATE_DAYS} business days{told}."
        decide = f"An opt-out must be carried out within {DECIDE_DAYS} business days. Read them:"
        yield (broken if over else warning)(what, decide, facts.relay("held"))
    others = [letter for letter in facts.held() if letter not in stops and _days(facts, letter) >= OLD_DAYS]
    if others:
        what = f"{len(others)} held submissions are older than {OLD_DAYS} days: after {GONE_DAYS} they are gone."
        yield warning(what, facts.relay("held"))


def waiting(facts: Facts) -> Iterator[Finding]:
    """Whether more waits than the queue may have in flight."""
    counts = queue.counts(facts.stack.client("sqs"), facts.stack.retry_url)
    if counts.hidden > MOST_IN_FLIGHT * NEARLY:
        what = f"{counts.hidden} submissions are postponed: with {MOST_IN_FLIGHT} SQS gives the worker nothing more."
        yield warning(what, "Is the platform well? With more MaximumConcurrency the queue drains faster.")


def business_days(first: date, last: date) -> int:
    """The days from Monday to Friday after `first`, up to `last`. Holidays count, so it warns rather early."""
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(day.weekday() < SATURDAY for day in days)


def _days(facts: Facts, letter: Letter) -> float:
    return (facts.clock() * 1000 - letter.at) / DAY_MS


def _day(letter: Letter) -> date:
    return datetime.fromtimestamp(letter.at / 1000, UTC).date()


def _today(facts: Facts) -> date:
    return datetime.fromtimestamp(facts.clock(), UTC).date()
