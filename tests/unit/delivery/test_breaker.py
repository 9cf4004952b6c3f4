"""While the API is down it is left alone, by everybody and at once; when it is well again it is called, by itself."""

import json
import threading
from pathlib import Path

import pytest

from relay.delivery.breaker import KEY, Breaker
from relay.messages import to_message
from relay.phone2action import (
    CredentialsRejected,
    InvalidRequest,
    Misrouted,
    NotSent,
    RateLimited,
    Rejected,
    UnknownOutcome,
)
from relay.stores.table import Table
from relay.submission import Argument
from tests.fakes.aws import Fault
from tests.fakes.relay import World, sign_up, text, unanswered
from tests.fakes.settings import CONSENT, CREDENTIALS, DEAD, JOURNAL, RETRY

ANN: dict[str, Argument] = {"email": "ann@example.org", "address1": "1 Main St", "zip5": "02134"}
GOLDEN = Path(__file__).parents[2] / "golden" / "version_1"


def another(world: World) -> Breaker:
    """The breaker of another environment over the same table."""
    return Breaker(Table(world.aws, JOURNAL), world.clock, recovery_seconds=30)


def failing(error: Exception) -> object:
    def call() -> None:
        raise error

    return call


def fail(breaker: Breaker, error: Exception) -> None:
    with pytest.raises(type(error)):
        breaker.call(failing(error))  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [UnknownOutcome(), NotSent()])
def test_no_answer_at_all_opens_it_at_once_for_everybody(world: World, error: Exception) -> None:
    fail(world.breaker, error)
    assert world.breaker.seconds_open() == another(world).seconds_open() == 30
    called: list[int] = []
    with pytest.raises(NotSent):
        another(world).call(lambda: called.append(1))
    assert called == []


@pytest.mark.parametrize("error", [UnknownOutcome(status=503), RateLimited(status=429)])
def test_a_bad_answer_opens_it_the_third_time_in_a_row(world: World, error: Exception) -> None:
    fail(world.breaker, error)
    fail(world.breaker, error)
    world.breaker.call(lambda: None)
    fail(world.breaker, error)
    fail(world.breaker, error)
    assert world.breaker.seconds_open() == 0
    fail(world.breaker, error)
    assert world.breaker.seconds_open() == 30


@pytest.mark.parametrize("error", [Rejected(status=422), ZeroDivisionError()])
def test_an_answer_is_no_failure_of_the_api(world: World, error: Exception) -> None:
    for _ in range(10):
        fail(world.breaker, error)
    assert world.breaker.is_closed()


# How long the API asks to be left alone -----------------------------------------------------------------------------


ASKS = [
    UnknownOutcome(status=503, retry_after=60),
    RateLimited(status=429, retry_after=59.5),
    Rejected(status=422, retry_after=60),
    Misrouted(status=307, retry_after=60),
]


@pytest.mark.parametrize("error", ASKS)
def test_an_answer_that_asks_to_be_left_alone_binds_everybody_at_once(world: World, error: Exception) -> None:
    fail(world.breaker, error)
    assert world.breaker.seconds_open() == another(world).seconds_open() == 60


@pytest.mark.parametrize(("asked", "seconds"), [(5, 30), (3600, 3600), (3601, 3600), (10**9, 3600)])
def test_an_ask_counts_for_an_hour_at_most_and_for_no_less_than_any_failure(
    world: World, asked: float, seconds: int
) -> None:
    fail(world.breaker, RateLimited(status=429, retry_after=asked))
    assert another(world).seconds_open() == seconds


def test_a_longer_ask_stands(world: World) -> None:
    other = another(world)
    assert other.is_closed()  # it knows that for five seconds
    fail(world.breaker, RateLimited(status=429, retry_after=600))
    fail(other, NotSent())
    assert other.seconds_open() == world.breaker.seconds_open() == another(world).seconds_open() == 600


def test_a_late_probes_answer_lifts_no_newer_ask(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)

    def outlive_the_lease() -> None:
        world.clock.advance(seconds=31)
        fail(another(world), RateLimited(status=429, retry_after=600))

    world.breaker.call(outlive_the_lease)
    assert world.breaker.seconds_open() == another(world).seconds_open() == 600


def test_what_may_not_probe_leaves_the_api_alone_until_another_has(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)
    called: list[int] = []
    with pytest.raises(NotSent):
        world.breaker.call(lambda: called.append(1), may_probe=False)
    assert called == []
    world.breaker.call(lambda: None)
    world.breaker.call(lambda: called.append(1), may_probe=False)
    assert called == [1]


def test_retry_after_is_heeded_by_other_submissions(world: World) -> None:
    world.platform.break_down(UnknownOutcome(status=503, retry_after=60), count=1)
    for number in range(6):
        world.submit(sign_up(world, natural_key=f"n{number}", advocate={"email": f"p{number}@example.org"}))
        world.clock.advance(seconds=5)
    world.work()
    assert len(world.platform.calls) == 1
    world.work_through(minutes=10)
    assert len(world.platform.advocates) == 6


@pytest.mark.parametrize("error", [UnknownOutcome(), UnknownOutcome(status=503, retry_after=60)])
def test_a_question_without_an_answer_opens_it_too(world: World, error: Exception) -> None:
    world.platform.break_down(error, "list_advocates")  # type: ignore[arg-type]
    world.submit(text(world))
    assert not another(world).is_closed()


# Refused credentials ------------------------------------------------------------------------------------------------


def test_wrong_keys_cost_one_call_a_minute_whoever_calls(world: World) -> None:
    world.platform.break_down(CredentialsRejected(status=401))
    for number in range(6):
        world.submit(sign_up(world, natural_key=f"n{number}", advocate={"email": f"p{number}@example.org"}))
    assert len(world.platform.calls) == 1
    assert another(world).seconds_open() == 60
    world.work_through(minutes=10)
    assert 2 <= len(world.platform.calls) <= 11
    world.platform.mend()
    world.work_through(minutes=60)
    assert len(world.platform.advocates) == 6


def test_a_probe_whose_credentials_are_refused_lets_nobody_else_call(world: World) -> None:
    world.platform.break_down(CredentialsRejected(status=401))
    world.submit(sign_up(world))
    world.clock.advance(seconds=60)
    closed: list[bool] = []
    refuse = world.platform.create_advocate

    def seen(*arguments: object, **named: object) -> object:
        try:
            return refuse(*arguments, **named)  # type: ignore[arg-type]
        finally:
            closed.append(another(world).is_closed())

    world.platform.create_advocate = seen  # type: ignore[assignment,method-assign]
    world.submit(sign_up(world, natural_key="another"))
    assert closed == [False]
    assert another(world).seconds_open() == 60


def test_credentials_that_were_changed_meanwhile_are_no_reason_to_wait(world: World) -> None:
    world.parts.outside.credentials.current()
    world.aws.secrets[CREDENTIALS] = '{"app_id": "demo", "app_key": "rotated"}'
    world.platform.break_down(CredentialsRejected(status=401), count=1)
    assert world.submit(sign_up(world)).status == "delivered"
    assert another(world).is_closed()


def test_fresh_credentials_that_are_refused_too_are_a_reason_to_wait(world: World) -> None:
    world.parts.outside.credentials.current()
    world.aws.secrets[CREDENTIALS] = '{"app_id": "demo", "app_key": "rotated"}'
    world.platform.break_down(CredentialsRejected(status=401), count=2)
    assert world.submit(sign_up(world)).status == "queued"
    assert another(world).seconds_open() == 60


@pytest.mark.parametrize("status", [401, 403])
def test_a_list_that_the_account_may_not_see_keeps_only_what_needs_it_waiting(world: World, status: int) -> None:
    world.platform.break_down(CredentialsRejected(status=status), "list_connections")
    unanswered(world, acts=True)
    waits = closed_after_each_batch(world, minutes=120)
    assert (len(waits) > 3, all(waits)) == (True, True)
    assert world.submit(sign_up(world, natural_key="b", advocate={"email": "b@example.org"})).status == "delivered"
    world.platform.mend()
    world.work_through(minutes=60)
    assert world.platform.sent == [(101, "email")]
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_contact_that_the_account_may_not_make_keeps_only_its_submission_waiting(world: World) -> None:
    world.platform.break_down(CredentialsRejected(status=403), "create_connection")
    assert world.submit(sign_up(world, connect=("call",))).status == "queued"
    assert another(world).is_closed()
    assert world.submit(sign_up(world, natural_key="b", advocate={"email": "b@example.org"})).status == "delivered"


def closed_after_each_batch(world: World, minutes: float) -> list[bool]:
    """Work for so long; whether the API might be called, after each batch that called it."""
    seen, calls, end = [], len(world.platform.calls), world.clock() + minutes * 60_000
    while world.clock() < end:
        world.work()
        if len(world.platform.calls) > calls:
            calls = len(world.platform.calls)
            seen.append(another(world).is_closed())
        world.clock.advance(seconds=30)
    return seen


def test_wrong_keys_cost_few_calls_where_lists_are_asked_for_first(world: World) -> None:
    for number in range(3):
        unanswered(world, acts=True, natural_key=f"n{number}", advocate={**ANN, "email": f"p{number}@example.org"})
        world.clock.advance(minutes=1)
    world.clock.advance(minutes=20)
    before = len(world.platform.calls)
    world.platform.break_down(CredentialsRejected(status=401))
    world.work_through(minutes=10)
    assert len(world.platform.calls) - before <= 2 * 11


def test_a_probe_that_tells_nothing_of_the_keys_is_given_back(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)
    fail(world.breaker, CredentialsRejected(status=403))
    assert not another(world).is_closed()
    another(world).call(lambda: None)
    assert another(world).is_closed()


# Items of version 1 -------------------------------------------------------------------------------------------------


def test_an_open_circuit_of_version_1_is_open_as_long_as_it_was(world: World) -> None:
    item = json.loads((GOLDEN / "items" / "breaker_open.json").read_text("utf-8"))
    world.clock.now = (int(item["opened_at"]["N"]) + 10) * 1000
    world.aws.tables[JOURNAL] = {KEY: item}
    assert world.breaker.seconds_open() == 20
    world.clock.advance(seconds=20)
    world.breaker.call(lambda: None)
    assert another(world).is_closed()


# The probe ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [None, Rejected(status=422)])
def test_after_its_time_one_probe_that_is_answered_closes_it_for_everybody(
    world: World, answer: Exception | None
) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)
    assert world.breaker.seconds_open() == 0
    assert not world.breaker.is_closed()
    if answer:
        fail(world.breaker, answer)
    else:
        world.breaker.call(lambda: None)
    assert world.breaker.is_closed()
    assert another(world).is_closed()


@pytest.mark.parametrize("error", [InvalidRequest([]), ZeroDivisionError()])
def test_a_probe_that_never_left_closes_nothing(world: World, error: Exception) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)
    fail(world.breaker, error)
    assert not world.breaker.is_closed()
    world.breaker.call(lambda: None)
    assert world.breaker.is_closed()


def test_a_probe_that_never_left_lets_another_environment_try_at_once(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)
    fail(world.breaker, ZeroDivisionError())
    another(world).call(lambda: None)
    assert another(world).is_closed()


def test_a_probe_that_ends_after_its_lease_takes_nothing_from_the_next_one(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)
    called: list[int] = []

    def outlive_the_lease() -> None:
        world.clock.advance(seconds=31)

        def probe_too() -> None:
            called.append(1)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            another(world).call(probe_too)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        world.breaker.call(outlive_the_lease)
    assert called == [1]
    assert another(world).seconds_open() == 30


def test_a_probe_whose_permission_was_given_but_not_heard_is_made(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)
    table = Table(world.aws, JOURNAL)
    breaker = Breaker(table, world.clock, recovery_seconds=30, new_token=lambda: "mine")
    assert breaker.seconds_open() == 0
    table.update(KEY, put={"state": "HALF_OPEN", "owner": "mine", "lease": world.clock() // 1000 + 30})
    breaker.call(lambda: None)
    assert breaker.is_closed()


def test_a_probe_that_gets_a_bad_answer_opens_it_at_once(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)

    def answer_badly() -> None:
        world.clock.advance(seconds=5)
        raise UnknownOutcome(status=503)

    with pytest.raises(UnknownOutcome):
        world.breaker.call(answer_badly)
    assert another(world).seconds_open() == 30  # from now on, not from when the probe began


def test_a_probe_that_fails_keeps_it_open(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)
    fail(world.breaker, NotSent())
    assert world.breaker.seconds_open() == 30


def test_only_one_of_many_probes(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)
    others = [another(world) for _ in range(5)]
    called = []

    def try_too() -> None:
        for other in others:
            with pytest.raises(NotSent):
                other.call(lambda: called.append(2))

    def probe() -> None:
        called.append(1)
        thread = threading.Thread(target=try_too)
        thread.start()
        thread.join()

    world.breaker.call(probe)
    assert called == [1]


def test_who_does_not_know_yet_that_another_probes_does_not_probe_beside_it(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)
    late = another(world)
    assert late.seconds_open() == 0  # it knows that for five seconds
    called: list[int] = []

    def probe() -> None:
        with pytest.raises(NotSent):
            late.call(lambda: called.append(2))

    world.breaker.call(probe)
    assert called == []


def test_nobody_probes_who_cannot_say_so(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)
    world.aws.faults.append(Fault("UpdateItem", "away", target=JOURNAL))
    called: list[int] = []
    with pytest.raises(NotSent):
        world.breaker.call(lambda: called.append(1))
    assert called == []


def test_a_prober_that_died_is_replaced_when_its_lease_is_over(world: World) -> None:
    fail(world.breaker, NotSent())
    world.clock.advance(seconds=30)

    def die() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        another(world).call(die)
    assert world.breaker.seconds_open() == 30
    world.clock.advance(seconds=31)
    world.breaker.call(lambda: None)
    assert world.breaker.is_closed()


def test_it_closes_by_itself_under_a_batch(world: World) -> None:
    fail(world.breaker, NotSent())
    for number in range(10):
        world.submit(sign_up(world, natural_key=f"n{number}", advocate={"email": f"p{number}@example.org"}))
    world.work_through(minutes=5)
    assert world.breaker.is_closed()
    assert len(world.platform.advocates) == 10


@pytest.mark.parametrize("kind", ["away", "refused"])
def test_with_dynamodb_away_the_api_is_not_called_at_all(world: World, kind: str) -> None:
    world.aws.faults.append(Fault("*", kind, target=JOURNAL))  # type: ignore[arg-type]
    for number in range(20):
        assert world.submit(sign_up(world, natural_key=f"n{number}")).status == "queued"
    world.work_through(minutes=60)
    assert world.platform.calls == []


def test_while_its_item_cannot_be_read_it_counts_as_closed(world: World) -> None:
    world.aws.faults.append(Fault("BatchGetItem", "away"))
    assert world.submit(sign_up(world)).status == "delivered"


def test_an_environment_heeds_its_own_trip_even_if_the_store_does_not_take_it(world: World) -> None:
    world.breaker.is_closed()
    world.aws.faults.append(Fault("UpdateItem", "away", target=JOURNAL))
    fail(world.breaker, NotSent())
    assert world.breaker.seconds_open() == 30


def test_while_it_is_open_a_sender_is_answered_at_once_and_the_journal_is_untouched(world: World) -> None:
    fail(world.breaker, NotSent())
    submission = sign_up(world)
    assert world.submit(submission).status == "queued"
    assert world.item(submission) == {}
    assert world.platform.calls == []
    assert world.aws.queues[RETRY].messages[0].visible_at == world.clock() + 30_000


def test_while_it_is_open_the_worker_calls_nobody_and_postpones(world: World) -> None:
    world.intake.queues.retry(to_message(sign_up(world)), delay_seconds=0)
    fail(world.breaker, NotSent())
    before = len(world.aws.calls)
    world.work()
    assert [operation for _, operation, _ in world.aws.calls[before:]] == ["ChangeMessageVisibility"]
    assert world.aws.queues[RETRY].messages[0].visible_at >= world.clock() + 30_000


def test_while_it_is_open_a_stop_is_recorded_all_the_same(world: World) -> None:
    fail(world.breaker, NotSent())
    stop = text(world, campaigns=(), advocate={"phone": "8165550123", "smsOptout": "1"})
    world.aws.faults.append(Fault("UpdateItem", "away", target=CONSENT, count=1))
    world.submit(stop)
    world.clock.advance(seconds=31)
    fail(world.breaker, NotSent())
    world.work()
    assert len(world.aws.tables[CONSENT]) == 1


@pytest.mark.parametrize("seconds", [5, 31], ids=["while it is open", "when it may be tried"])
def test_a_connection_is_never_a_probe(world: World, seconds: int) -> None:
    submission = sign_up(world, connect=("email",))
    create = world.platform.create_advocate

    def create_then_trip(*arguments: object, **named: object) -> object:
        made = create(*arguments, **named)  # type: ignore[arg-type]
        fail(another(world), NotSent())
        world.clock.advance(seconds=seconds)
        return made

    world.platform.create_advocate = create_then_trip  # type: ignore[assignment,method-assign]
    assert world.submit(submission, budget_seconds=90, kill_seconds=90).status == "queued"
    assert not any(key.startswith("contact:") for key in world.aws.tables[JOURNAL])  # others may have it meanwhile
    world.clock.advance(seconds=31)
    world.work_through()
    assert world.platform.methods() == ["create_advocate", "list_advocates", "create_connection"]


def test_a_connection_is_no_probe_even_if_the_api_goes_down_after_its_mark(world: World) -> None:
    mark = world.journal.mark

    def mark_then_trip(*arguments: object, **named: object) -> bool:
        marked = mark(*arguments, **named)  # type: ignore[arg-type]
        fail(another(world), NotSent())
        world.clock.advance(seconds=31)
        return marked

    world.journal.mark = mark_then_trip  # type: ignore[method-assign]
    submission = sign_up(world, connect=("email",))
    assert world.submit(submission, budget_seconds=90, kill_seconds=90).status == "queued"
    assert world.platform.methods() == ["create_advocate"]


def test_twenty_fresh_environments_make_one_person_wait_for_a_hanging_api(world: World) -> None:
    waits = []
    for number in range(20):
        fresh = World(clock=world.clock)
        fresh.aws.tables, fresh.platform = world.aws.tables, world.platform
        hanging = UnknownOutcome()
        fresh.platform.break_down(hanging)
        fresh.submit(sign_up(fresh, natural_key=f"n{number}"))
        waits.append(len(fresh.platform.calls))
    assert waits[-1] == 0


def test_three_days_of_outage_call_the_api_no_more_than_once_a_probe(world: World) -> None:
    world.platform.break_down(UnknownOutcome())
    for number in range(5):
        world.submit(sign_up(world, natural_key=f"n{number}", advocate={"email": f"p{number}@example.org"}))
    world.work_through(minutes=72 * 60)
    hours = 72
    assert 0 < len(world.platform.calls) <= hours * 120
    world.platform.mend()
    world.work_through(minutes=120)
    assert len(world.platform.advocates) == 5
    assert world.messages(DEAD) == world.messages(RETRY) == []
