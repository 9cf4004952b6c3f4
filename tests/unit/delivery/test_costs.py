"""What each kind of submission costs in calls to AWS: the table of docs/design.md, figure by figure."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode

import pytest

from relay import wiring
from relay.campaigns import Campaigns
from relay.delivery.breaker import CACHED_SECONDS
from relay.phone2action import NotSent
from relay.sources import web_form
from relay.sources.ingress import SHARED_FROM
from tests.fakes.clock import START_MS
from tests.fakes.events import FORM_PATH, URLENCODED, Context, event
from tests.fakes.relay import World, sign_up, text

PAGE: Final = Path(__file__).parents[3] / "docs" / "design.md"
HEADING: Final = "## What a submission costs, in AWS calls\n"

MIDNIGHT: Final = START_MS + 12 * 60 * 60_000
ANN: Final = {"email": "ann@example.org"}
BY_TEXT: Final = {**ANN, "phone": "8165550123", "smsOptin": "1"}


class Calls(NamedTuple):
    """How many of each kind."""

    reads: int
    writes: int
    sqs: int


def calls(world: World, act: Callable[[], object]) -> Calls:
    """What it calls, beside what many submissions share: the breaker's item and the secrets."""
    world.breaker.seconds_open()
    world.aws.calls.clear()
    act()
    operations = [operation for _, operation, _ in world.aws.calls]
    services = [service for service, _, _ in world.aws.calls]
    return Calls(operations.count("BatchGetItem"), operations.count("UpdateItem"), services.count("sqs"))


def submitted(world: World, **changes: object) -> Calls:
    submission = sign_up(world, **changes)  # type: ignore[arg-type]  # whatever a case changes
    return calls(world, lambda: world.submit(submission))


def worked(world: World, *, minutes: float = 1) -> Calls:
    """One run of the worker, a while later."""
    world.clock.advance(minutes=minutes)
    return calls(world, world.work)


# The cases, by their names in the table


def plain(world: World) -> Calls:
    return submitted(world)


def email(world: World) -> Calls:
    return submitted(world, connect=("email",))


def email_and_call(world: World) -> Calls:
    return submitted(world, connect=("email", "call"))


def message(world: World) -> Calls:
    return submitted(world, advocate={**ANN, "message": "Save the whales."})


def tweet(world: World) -> Calls:
    return submitted(world, connect=("tweet",))


def made_by_another(world: World) -> Calls:
    world.submit(sign_up(world, connect=("email",)))
    return submitted(world, connect=("email",), natural_key="another")


def taken_over(world: World) -> Calls:
    world.platform.break_down(NotSent(status=503), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email",)))
    return submitted(world, connect=("email",), natural_key="another")


def opt_in(world: World) -> Calls:
    return submitted(world, advocate={**ANN, "emailOptin": "1"})


def older_opt_in(world: World) -> Calls:
    older = sign_up(world, advocate={**ANN, "emailOptin": "1"})
    world.clock.advance(minutes=1)
    world.submit(sign_up(world, advocate={**ANN, "emailOptin": "1"}, natural_key="newer"))
    return calls(world, lambda: world.submit(older))


def twentieth_opt_in(world: World) -> Calls:
    for number in range(20):
        world.submit(sign_up(world, advocate={**ANN, "emailOptin": "1"}, natural_key=f"content {number}"))
    return submitted(world, advocate={**ANN, "emailOptin": "1"}, natural_key="one more")


def suppressed(world: World) -> Calls:
    world.intake.hold(text(world), "stop_like")
    world.clock.advance(minutes=1)
    return submitted(world, advocate=BY_TEXT)


def lifted(world: World) -> Calls:
    world.intake.hold(text(world, natural_key="SM0"), "stop_like")
    world.clock.advance(minutes=1)
    return calls(world, lambda: world.submit(text(world)))


def new_person(world: World) -> Calls:
    return calls(world, lambda: world.submit(text(world)))


def known_person(world: World) -> Calls:
    world.submit(text(world))
    return calls(world, lambda: world.submit(text(world, natural_key="SM2")))


def finished(world: World) -> Calls:
    world.submit(sign_up(world, connect=("email",)))
    return submitted(world, connect=("email",))


def finished_opt_in(world: World) -> Calls:
    world.submit(sign_up(world, advocate={**ANN, "emailOptin": "1"}))
    return submitted(world, advocate={**ANN, "emailOptin": "1"})


def finished_text(world: World) -> Calls:
    world.submit(text(world))
    return calls(world, lambda: world.submit(text(world)))


def running(world: World) -> Calls:
    world.crash(sign_up(world), lease_seconds=60)
    return submitted(world)


def early(world: World) -> Calls:
    world.clock.now = MIDNIGHT + 9 * 60_000
    return submitted(world)


def queued(world: World) -> Calls:
    world.platform.break_down(NotSent(status=503), count=1)
    return submitted(world)


def delivered_later(world: World) -> Calls:
    queued(world)
    return worked(world)


def email_delivered_later(world: World) -> Calls:
    world.platform.break_down(NotSent(status=503), count=1)
    submitted(world, connect=("email",))
    return worked(world)


def postponed(world: World) -> Calls:
    queued(world)
    world.platform.break_down(NotSent(status=503))
    return worked(world)


def opt_out(world: World) -> Calls:
    world.submit(sign_up(world))
    return submitted(world, advocate={**ANN, "emailOptout": "1"}, natural_key="out")


def first_pass(world: World) -> Calls:
    opt_out(world)
    return worked(world)


def second_pass(world: World) -> Calls:
    first_pass(world)
    return worked(world, minutes=60)


def stop_like(world: World) -> Calls:
    return calls(world, lambda: world.intake.hold(text(world), "stop_like"))


def overtaken_stop_like(world: World) -> Calls:
    text_later = text(world, natural_key="SM0")
    world.clock.advance(seconds=-1)
    before = text(world)
    world.clock.advance(seconds=1)
    world.intake.hold(text_later, "stop_like")
    return calls(world, lambda: world.intake.hold(before, "stop_like"))


def spam(world: World) -> Calls:
    return calls(world, lambda: world.intake.hold(sign_up(world), "spam"))


def from_one_address(world: World, burst: int) -> Calls:
    """The third post of an address to this process."""
    form = {998: {"name": "Whales", "web_form": {"burst": burst}}}
    ingress = wiring.ingress_of(world.parts, Campaigns.from_literal(form))

    def post(number: int) -> None:
        fields = urlencode({"email": f"p{number}@example.org"})
        headers = {"content-type": URLENCODED, "accept": "application/json"}
        arrival = event(f"{FORM_PATH}/998", body=fields.encode(), headers=headers, received_at=world.clock())
        arrival["requestContext"]["http"]["sourceIp"] = "203.0.113.9"
        web_form.handle(arrival, Context(), ingress)

    for number in range(SHARED_FROM - 1):
        post(number)
    return calls(world, lambda: post(SHARED_FROM))


def third_of_an_address(world: World) -> Calls:
    return from_one_address(world, burst=200)


def in_a_burst(world: World) -> Calls:
    return from_one_address(world, burst=1)


def breaker_open(world: World) -> Calls:
    world.platform.break_down(NotSent())
    world.submit(sign_up(world))
    return submitted(world, natural_key="another")


def opt_in_while_open(world: World) -> Calls:
    world.platform.break_down(NotSent())
    world.submit(sign_up(world))
    return calls(world, lambda: world.submit(text(world)))


def breaker_open_in_the_worker(world: World) -> Calls:
    queued(world)
    world.clock.advance(minutes=1)
    world.platform.break_down(NotSent())
    world.submit(sign_up(world, natural_key="another"))
    return calls(world, world.work)


def invalid(world: World) -> Calls:
    return calls(world, lambda: world.ingress.unusable.keep("twitter_card", "firstname=Ann", world.clock(), ()))


CASES: Final[Mapping[str, Callable[[World], Calls]]] = {
    "sign-up": plain,
    "with an e-mail to legislators": email,
    "with an e-mail and a call": email_and_call,
    "with an RSVP's or letter's message": message,
    "with a tweet": tweet,
    "with an e-mail that another submission has made": made_by_another,
    "with an e-mail that another has claimed, not made": taken_over,
    "with an opt-in": opt_in,
    "with an opt-in from before one that is recorded": older_opt_in,
    "with an opt-in of a person with 20 on record": twentieth_opt_in,
    "with an opt-in by text of a suppressed phone": suppressed,
    "in the first ten minutes of a UTC day": early,
    "keyword of a new person": new_person,
    "keyword of a person known for a day at most": known_person,
    "keyword of a new person, which lifts a suppression": lifted,
    "repetition of a finished one": finished,
    "repetition of one with an opt-in by e-mail": finished_opt_in,
    "repetition of one with an opt-in by text": finished_text,
    "repetition of one that is running": running,
    "sign-up that is queued": queued,
    "the worker delivers it": delivered_later,
    "the worker delivers one with an e-mail": email_delivered_later,
    "the worker postpones it": postponed,
    "sign-up while the breaker is open": breaker_open,
    "opt-in by text while the breaker is open": opt_in_while_open,
    "the worker postpones it without a run": breaker_open_in_the_worker,
    "sign-up, the third of its address within ten minutes or later": third_of_an_address,
    "sign-up in a burst": in_a_burst,
    "opt-out": opt_out,
    "its first pass": first_pass,
    "its second pass, the last if all is well": second_pass,
    "stop-like text": stop_like,
    "stop-like text that something newer overtook": overtaken_stop_like,
    "suspected spam": spam,
    "a trusted sender's invalid post": invalid,
}


def in_the_table() -> dict[str, Calls]:
    """The page's figures, by case."""
    section = PAGE.read_text().partition(HEADING)[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    assert lines[0] == ["case", "DynamoDB reads", "DynamoDB writes", "SQS calls"]
    return {case: Calls(int(reads), int(writes), int(sqs)) for case, reads, writes, sqs in lines[1:]}


def test_the_table_has_these_cases_and_no_others() -> None:
    assert list(in_the_table()) == list(CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_case_costs_what_the_table_says(case: str, world: World) -> None:
    assert CASES[case](world) == in_the_table()[case]


def test_what_submissions_share_is_read_once_for_many(world: World) -> None:
    def counted(seconds: int, key: str) -> tuple[int, int]:
        """Secrets and items that a sign-up reads after so many seconds."""
        world.clock.advance(seconds=seconds)
        world.aws.calls.clear()
        world.submit(sign_up(world, natural_key=key))
        operations = [operation for _, operation, _ in world.aws.calls]
        return operations.count("GetSecretValue"), operations.count("BatchGetItem")

    waits = (0, CACHED_SECONDS - 1, 1, 5 * 60)
    assert [counted(seconds, str(seconds)) for seconds in waits] == [(2, 1), (0, 0), (0, 1), (1, 1)]
