"""A person whose create is no upsert is one advocate: lists may lag, two texts come at once, answers get lost."""

from dataclasses import replace
from typing import Any

import pytest

from relay.phone2action import Misrouted, NotSent, Phone2ActionError, RateLimited, Rejected, UnknownOutcome
from relay.submission import Submission
from tests.fakes.aws import Fault
from tests.fakes.relay import SETTINGS, World, sign_up, text
from tests.fakes.settings import DEAD, JOURNAL, RETRY

PHONE = "8165550123"
MINUTE = 60_000


@pytest.fixture
def world() -> World:
    world = World()
    world.platform.list_lag_seconds = 10 * 60
    return world


def item(world: World) -> dict[str, Any]:
    return world.aws.tables[JOURNAL][world.identity.person("phone", PHONE)]


def second(world: World, **changes: Any) -> Submission:
    return text(world, natural_key="SM2", campaigns=(999,), **changes)


def creates(world: World) -> int:
    return world.platform.methods().count("create_advocate")


def waits(world: World) -> list[int]:
    """For how many milliseconds each message of the retry queue is still hidden."""
    return [message.visible_at - world.clock() for message in world.aws.queues[RETRY].messages]


def writes(world: World) -> int:
    return [operation for _, operation, _ in world.aws.calls].count("UpdateItem")


def settle(world: World) -> None:
    """Let everything come to its end."""
    world.platform.mend()
    world.aws.faults.clear()
    world.work_through(minutes=120)
    assert world.messages(RETRY) == world.messages(DEAD) == []


def all_are_one(world: World) -> bool:
    (advocate,) = world.platform.advocates
    return {membership.campaignid for membership in advocate.memberships} == {998, 999}


def test_a_conflict_that_is_not_the_apis_own_word_may_have_made_somebody(world: World) -> None:
    """Whoever answers in the API's place may have handed the create on."""
    world.platform.break_down(Misrouted(status=409), "create_advocate", acts=True, count=1)
    world.submit(text(world))
    world.submit(second(world))
    settle(world)
    assert all_are_one(world)


def test_a_second_text_within_the_lists_lag_updates_whom_the_first_made(world: World) -> None:
    world.submit(text(world))
    assert world.submit(second(world)).status == "delivered"
    assert world.platform.methods() == ["list_advocates", "create_advocate", "update_advocate"]
    assert all_are_one(world)


def test_a_text_costs_two_writes_more_for_a_new_person_and_one_for_a_known(world: World) -> None:
    without = 3  # claim, consent, close
    for submission, more in ((text(world), 2), (second(world), 1)):
        world.aws.calls.clear()
        world.submit(submission)
        assert writes(world) == without + more


def test_a_sign_up_with_an_email_asks_for_no_person(world: World) -> None:
    world.submit(sign_up(world, advocate={"email": "ann@example.org", "phone": PHONE}))
    assert writes(world) == 2  # claim, close


def test_two_texts_at_once_make_one_advocate(world: World) -> None:
    create = world.platform.create_advocate
    meanwhile: list[str] = []

    def interrupted(timeout: float, **arguments: Any) -> Any:
        if not meanwhile:
            meanwhile.append(world.submit(second(world)).status)
        return create(timeout, **arguments)

    world.platform.create_advocate = interrupted  # type: ignore[method-assign]
    assert world.submit(text(world), kill_seconds=60).status == "delivered"
    assert meanwhile == ["queued"]
    assert waits(world) == [70_000]  # the first's lease
    settle(world)
    assert creates(world) == 1
    assert all_are_one(world)


@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("error", [UnknownOutcome(), Misrouted(status=302), Misrouted(status=404)])
def test_nobody_creates_while_a_create_without_proof_may_not_show_yet(
    world: World, error: Phone2ActionError, acts: bool
) -> None:
    world.platform.break_down(error, "create_advocate", acts=acts, count=1)
    world.submit(text(world))
    world.clock.advance(minutes=1)
    world.platform.mend()
    assert world.submit(second(world)).status == "queued"
    assert creates(world) == 1
    assert waits(world)[1] == 14 * MINUTE
    settle(world)
    assert creates(world) == (1 if acts else 2)
    assert all_are_one(world)


@pytest.mark.parametrize("error", [NotSent(), RateLimited(status=429), Rejected(status=400)])
def test_where_surely_nobody_was_created_the_next_need_not_wait(world: World, error: Phone2ActionError) -> None:
    world.platform.break_down(error, "create_advocate", count=1)
    world.submit(text(world))
    world.clock.advance(minutes=1)
    assert world.submit(second(world)).status == "delivered"


def test_whoever_is_listed_while_one_may_have_been_created_is_updated(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate", acts=True, count=1)
    world.submit(text(world))
    world.clock.advance(minutes=10)
    assert world.submit(second(world)).status == "delivered"
    assert creates(world) == 1


def test_a_run_that_died_may_have_created(world: World) -> None:
    world.platform.create_advocate = _dies  # type: ignore[method-assign]
    with pytest.raises(SystemExit):
        world.submit(text(world), kill_seconds=14)
    del world.platform.create_advocate
    world.clock.advance(seconds=25)
    assert world.submit(second(world)).status == "queued"
    assert creates(world) == 0
    world.clock.advance(minutes=15)
    assert world.submit(second(world)).status == "delivered"


def _dies(timeout: float, **arguments: Any) -> Any:
    raise SystemExit


def test_if_the_id_cannot_be_remembered_nobody_creates_before_it_must_show(world: World) -> None:
    world.aws.faults.append(Fault("UpdateItem", "away", JOURNAL, count=1, spared=2))  # after claim and person
    assert world.submit(text(world)).status == "delivered"
    assert "token" in item(world)
    world.clock.advance(minutes=1)
    assert world.submit(second(world)).status == "queued"
    settle(world)
    assert creates(world) == 1
    assert all_are_one(world)


def test_without_an_answer_to_the_claim_nobody_is_created(world: World) -> None:
    world.aws.faults.append(Fault("UpdateItem", "away", JOURNAL, count=1, spared=1))
    assert world.submit(text(world)).status == "queued"
    assert world.platform.calls == []
    settle(world)
    assert creates(world) == 1


def test_a_claim_whose_answer_was_lost_keeps_others_from_creating(world: World) -> None:
    world.aws.faults.append(Fault("UpdateItem", "lost_answer", JOURNAL, count=1, spared=1))
    assert world.submit(text(world)).status == "queued"
    assert world.submit(second(world)).status == "queued"
    assert world.platform.calls == []


def test_a_list_that_cannot_be_had_gives_the_claim_back(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "list_advocates", count=1)
    assert world.submit(text(world)).status == "queued"
    assert "token" not in item(world)


def test_a_person_who_is_found_is_known_from_then_on(world: World) -> None:
    world.platform.create_advocate(1, phone=PHONE, campaigns=[])
    world.clock.advance(minutes=10)
    world.submit(text(world))
    world.submit(second(world))
    assert world.platform.methods()[1:] == ["list_advocates", "update_advocate", "update_advocate"]


def in_its_own_words(status: int) -> Misrouted:
    """A 404 or the like with the API's envelope, which says no."""
    error = Misrouted(status=status)
    error.proves_not_made = True
    return error


@pytest.mark.parametrize("status", [404, 410])
def test_an_advocate_who_is_gone_by_a_bare_answer_is_made_anew_once_an_update_would_show(
    world: World, status: int
) -> None:
    world.submit(text(world))
    world.clock.advance(minutes=30)
    world.platform.advocates.clear()
    world.platform.break_down(Misrouted(status=status), "update_advocate", count=1)
    assert world.submit(second(world)).status == "queued"
    assert waits(world) == [15 * MINUTE]
    settle(world)
    assert len(world.platform.advocates) == 1


@pytest.mark.parametrize("refused", [Rejected(status=422), in_its_own_words(404), in_its_own_words(410)])
def test_an_advocate_who_is_gone_is_forgotten_and_made_anew(world: World, refused: Phone2ActionError) -> None:
    world.submit(text(world))
    world.clock.advance(minutes=30)
    world.platform.advocates.clear()
    world.platform.break_down(refused, "update_advocate", count=1)
    assert world.submit(second(world)).status == "delivered"
    assert world.platform.methods()[2:] == ["update_advocate", "list_advocates", "create_advocate"]
    assert item(world)["advocate"] == {"N": "102"}


def test_an_update_refused_within_the_lists_lag_makes_no_second_advocate(world: World) -> None:
    world.submit(text(world))
    world.clock.advance(minutes=5)
    world.platform.break_down(Rejected(status=422), "update_advocate", count=1)
    assert world.submit(second(world)).status == "queued"
    assert waits(world) == [10 * MINUTE]
    settle(world)
    assert creates(world) == 1
    assert all_are_one(world)


def test_what_the_second_update_says_stands(world: World) -> None:
    world.submit(text(world))
    world.clock.advance(minutes=30)
    world.platform.break_down(Rejected(status=422), "update_advocate")
    assert world.submit(second(world, source="web_form", correctable=True)).status == "rejected"
    assert world.platform.methods()[2:] == ["update_advocate", "list_advocates", "update_advocate"]


def test_an_id_that_is_learned_again_at_once_is_not_forgotten_for_ever(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.submit(text(world))
    world.platform.break_down(Rejected(status=422), "update_advocate")
    monkeypatch.setattr(world.parts.delivery.advocates.persons, "forget", lambda known: True)
    assert world.submit(second(world, source="web_form", correctable=True)).status == "rejected"
    assert world.platform.methods().count("update_advocate") == 2


def test_an_id_that_somebody_learned_meanwhile_is_not_forgotten(world: World) -> None:
    world.submit(text(world))
    world.clock.advance(minutes=30)
    update = world.platform.update_advocate

    def refuses(timeout: float, **arguments: Any) -> Any:
        item(world)["advocate"] = {"N": "102"}
        world.platform.update_advocate = update  # type: ignore[method-assign]
        raise Rejected(status=422)

    world.platform.update_advocate = refuses  # type: ignore[method-assign]
    assert world.submit(second(world)).status == "queued"
    assert item(world)["advocate"] == {"N": "102"}


def test_an_opt_in_that_may_have_acted_is_not_repeated_for_a_known_person_before_it_must_show(world: World) -> None:
    world.platform.list_lag_seconds = 0
    world.platform.create_advocate(1, phone=PHONE, campaigns=[])
    world.submit(second(world))
    world.platform.list_lag_seconds = 10 * 60
    world.platform.break_down(UnknownOutcome(), "update_advocate", acts=True, count=1)
    world.clock.advance(minutes=1)
    world.platform.advocates[0].created_at = world.platform._now()  # it does not show yet
    assert world.submit(text(world)).status == "queued"
    world.clock.advance(minutes=5)
    assert world.submit(text(world)).status == "queued"
    settle(world)
    assert world.platform.methods().count("update_advocate") == 2  # one each


def test_an_older_submission_leaves_newer_data_of_a_known_person_alone(world: World) -> None:
    old = text(world, advocate={"phone": PHONE, "firstname": "A"})
    world.clock.advance(minutes=5)
    world.submit(second(world, advocate={"phone": PHONE, "firstname": "Ann"}))
    assert world.submit(old).status == "delivered"
    assert world.platform.advocates[0].arguments["firstname"] == "Ann"


def test_a_crashed_run_of_an_earlier_version_is_waited_for(world: World) -> None:
    submission = text(world)
    world.crash(submission, lease_seconds=60)
    world.clock.advance(minutes=15)
    assert world.submit(submission).status == "queued"
    assert creates(world) == 0
    assert "token" not in item(world)


# An API whose create is no upsert by e-mail either -------------------------------------------------------------------


@pytest.fixture
def careful() -> World:
    """A world whose operator said so, since a second create makes a second advocate."""
    world = World(settings=replace(SETTINGS, create_is_upsert=False))
    world.platform.list_lag_seconds = 10 * 60
    world.platform.upserts = False
    return world


def test_an_operator_may_say_that_a_create_is_no_upsert(careful: World) -> None:
    careful.submit(sign_up(careful))
    careful.submit(sign_up(careful, natural_key="again", campaigns=(999,), advocate={"email": "Ann@Example.org"}))
    assert careful.platform.methods() == ["list_advocates", "create_advocate", "update_advocate"]
    assert all_are_one(careful)


def test_an_unknown_create_with_an_email_is_waited_for_then(careful: World) -> None:
    careful.platform.break_down(UnknownOutcome(), "create_advocate", acts=True, count=1)
    careful.submit(sign_up(careful))
    assert waits(careful) == [15 * MINUTE]
    careful.clock.advance(minutes=1)
    careful.submit(sign_up(careful, natural_key="again", campaigns=(999,)))
    settle(careful)
    assert creates(careful) == 1
    assert all_are_one(careful)


def test_two_with_one_phone_and_two_addresses_are_two(careful: World) -> None:
    for name in ("ann", "bob"):
        careful.submit(sign_up(careful, natural_key=name, advocate={"email": f"{name}@example.org", "phone": PHONE}))
    assert len(careful.platform.advocates) == 2
