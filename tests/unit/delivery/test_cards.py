"""A lead that the API's own endpoint for cards takes is handed on once at most, and nothing of it is lost."""

from dataclasses import replace
from typing import Any

import pytest

from relay.phone2action import (
    CredentialsRejected,
    Misrouted,
    NotSent,
    Phone2ActionError,
    RateLimited,
    Rejected,
    UnknownOutcome,
)
from relay.submission import ConnectionRequest, Submission
from tests.fakes.aws import Queue
from tests.fakes.relay import SETTINGS, World, sign_up
from tests.fakes.settings import DEAD, RETRY

PAGE = Misrouted("a page of a proxy's", status=404)
BARE = Misrouted("a page of a proxy's", status=400)
MOVED = Misrouted("somewhere else", status=302)
SURELY_NOT: tuple[Phone2ActionError, ...] = (NotSent(), RateLimited(status=429), CredentialsRejected(status=403))
PERHAPS: tuple[Phone2ActionError, ...] = (UnknownOutcome(), UnknownOutcome(status=503), PAGE, BARE, MOVED)

PERSON: dict[str, Any] = {"email": "ann@example.org", "firstname": "Ann", "lastname": "Lee"}


def lead(world: World, *, card: dict[str, str] | None = None, connect: tuple[str, ...] = (), **more: Any) -> Submission:
    """A lead of a campaign that hands cards on; `more` are arguments that the endpoint does not take."""
    return sign_up(
        world,
        connect=connect,
        source="twitter_card",
        natural_key="key of a token",
        keyed_by_content=False,
        trusted=True,
        advocate={**PERSON, **more},
        card=card or {"card": "1o416", "screen_name": "ann_example"},
    )


@pytest.fixture
def careful() -> World:
    """A world whose operator says that a create is no upsert."""
    world = World(settings=replace(SETTINGS, create_is_upsert=False))
    world.platform.upserts = False
    return world


def replay(world: World) -> None:
    """Move all dead letters back, and let the worker do its work."""
    world.aws.queues.setdefault(RETRY, Queue()).messages += world.aws.queues[DEAD].messages
    world.aws.queues[DEAD].messages = []
    world.work_through()


def posted(world: World) -> list[dict[str, Any]]:
    return [arguments for method, arguments in world.platform.calls if method == "post_twitter_card"]


def test_a_lead_is_handed_on_with_what_the_endpoint_takes_and_costs_one_call(world: World) -> None:
    assert world.submit(lead(world)).status == "delivered"
    assert world.platform.calls == [
        (
            "post_twitter_card",
            {
                "card": "1o416",
                "screen_name": "ann_example",
                "email": "ann@example.org",
                "name": "Ann Lee",
                "campaignid": 998,
            },
        )
    ]


def test_what_the_endpoint_has_no_argument_for_is_said_by_an_update(world: World) -> None:
    more: dict[str, Any] = {
        "zip5": "02134",
        "p2asource": "card",
        "emailOptin": "1",
        "tags": ["x"],
        "fields": {"7": "yes"},
    }
    assert world.submit(lead(world, **more)).status == "delivered"
    assert world.platform.methods() == ["post_twitter_card", "update_advocate"]
    said = {"email": "ann@example.org", "campaigns": [998], "advocateid": 101, **more}
    assert world.platform.calls[1] == ("update_advocate", said)


def test_further_campaigns_are_joined_by_an_update(world: World) -> None:
    world.submit(replace(lead(world), campaigns=(998, 999)))
    (advocate,) = world.platform.advocates
    assert {membership.campaignid for membership in advocate.memberships} == {998, 999}


def test_a_connection_follows_as_usual(world: World) -> None:
    street: dict[str, Any] = {"address1": "1 Main St", "zip5": "02134"}
    assert world.submit(lead(world, connect=("email",), **street)).connections == {"email": "done"}
    assert world.platform.methods() == ["post_twitter_card", "update_advocate", "create_connection"]


def test_an_answer_without_an_id_is_looked_up(world: World) -> None:
    world.platform.names_who_sent_a_card = False
    assert world.submit(lead(world, zip5="02134")).status == "delivered"
    assert world.platform.methods() == ["post_twitter_card", "list_advocates", "update_advocate"]


def test_an_answer_without_an_id_waits_for_a_list_that_lags(world: World) -> None:
    world.platform.names_who_sent_a_card, world.platform.list_lag_seconds = False, 300
    assert world.submit(lead(world, zip5="02134")).status == "queued"
    world.work_through()
    assert world.platform.advocates[0].arguments["zip5"] == "02134"
    assert (len(posted(world)), len(world.platform.advocates)) == (1, 1)


def test_an_answer_without_an_id_waits_if_the_question_fails(world: World) -> None:
    world.platform.names_who_sent_a_card = False
    world.platform.break_down(UnknownOutcome(), "list_advocates", count=1)
    assert world.submit(lead(world, zip5="02134")).status == "queued"
    world.work_through()
    assert world.platform.advocates[0].arguments["zip5"] == "02134"
    assert len(posted(world)) == 1


@pytest.mark.parametrize("error", SURELY_NOT, ids=repr)
def test_what_was_surely_not_taken_is_handed_on_later(world: World, error: Phone2ActionError) -> None:
    world.platform.break_down(error, "post_twitter_card", count=1)
    assert world.submit(lead(world)).status == "queued"
    before = len(posted(world))
    world.work_through()
    assert len(posted(world)) == before + 1
    assert "create_advocate" not in world.platform.methods()
    assert world.messages(RETRY) == world.messages(DEAD) == []


@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("error", PERHAPS, ids=repr)
def test_what_may_have_been_taken_is_never_handed_on_again(world: World, error: Phone2ActionError, acts: bool) -> None:
    world.platform.break_down(error, "post_twitter_card", acts=acts, count=1)
    assert world.submit(lead(world, zip5="02134", tags=["x"], fields={"7": "yes"})).status == "queued"
    world.work_through(minutes=60)
    (advocate,) = world.platform.advocates
    assert len(posted(world)) == 1
    assert world.platform.methods().count("create_advocate") == (not acts)
    said = {name: advocate.arguments[name] for name in ("firstname", "zip5", "tags", "fields")}
    assert said == {"firstname": "Ann", "zip5": "02134", "tags": ["x"], "fields": {"7": "yes"}}
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_nobody_is_created_before_whom_the_card_may_have_made_must_show(world: World) -> None:
    world.platform.list_lag_seconds = 600
    world.platform.break_down(UnknownOutcome(), "post_twitter_card", acts=True, count=1)
    world.submit(lead(world, zip5="02134"))
    world.work_through(minutes=60)
    assert "create_advocate" not in world.platform.methods()
    assert len(world.platform.advocates) == 1


@pytest.mark.parametrize("acts", [True, False])
def test_a_run_that_died_may_have_handed_the_lead_on(world: World, acts: bool) -> None:
    submission = lead(world, zip5="02134")
    world.crash(submission)
    if acts:
        world.platform.post_twitter_card(1, card="1o416", email="ann@example.org", name="Ann Lee", campaignid=998)
    before = len(posted(world))
    world.submit(submission)
    world.work_through(minutes=60)
    assert len(posted(world)) == before
    assert [advocate.arguments["zip5"] for advocate in world.platform.advocates] == ["02134"]


def test_nobody_is_created_before_whom_a_dead_run_may_have_handed_on_must_show(world: World) -> None:
    submission = lead(world)
    world.crash(submission)
    world.platform.list_lag_seconds = 600
    world.platform.post_twitter_card(1, card="1o416", email="ann@example.org", name="Ann Lee", campaignid=998)
    assert world.submit(submission).status == "queued"
    world.work_through(minutes=60)
    assert "create_advocate" not in world.platform.methods()


def test_a_refusal_in_the_apis_own_words_is_a_letter_whose_replay_hands_it_on(world: World) -> None:
    world.platform.break_down(Rejected(status=422, api_error="no such card"), "post_twitter_card", count=1)
    world.submit(lead(world))
    (letter,) = world.messages(DEAD)
    assert (letter["reason"], letter["api"]["endpoint"], letter["card"]["card"]) == (
        "rejected",
        "post_twitter_card",
        "1o416",
    )
    replay(world)
    assert len(posted(world)) == 2
    assert world.messages(DEAD) == []


@pytest.mark.parametrize("refused", [Rejected(status=422), Rejected(status=409), Misrouted(status=409)], ids=repr)
def test_who_exists_and_is_refused_is_found_and_updated(world: World, refused: Phone2ActionError) -> None:
    world.platform.create_advocate(1, email="ann@example.org", campaigns=[999])
    world.clock.advance(minutes=5)
    world.platform.break_down(refused, "post_twitter_card")
    assert world.submit(lead(world, zip5="02134")).status == "delivered"
    assert world.platform.advocates[0].arguments["zip5"] == "02134"


def test_an_update_that_is_refused_hands_nothing_on_again(world: World) -> None:
    world.platform.break_down(Rejected(status=422), "update_advocate", count=1)
    world.submit(lead(world, zip5="02134"))
    assert [letter["reason"] for letter in world.messages(DEAD)] == ["rejected"]
    replay(world)
    assert len(posted(world)) == 1
    assert world.platform.advocates[0].arguments["zip5"] == "02134"


@pytest.mark.parametrize("acts", [True, False])
def test_an_update_without_an_answer_is_made_up_for(world: World, acts: bool) -> None:
    world.platform.break_down(UnknownOutcome(), "update_advocate", acts=acts, count=1)
    assert world.submit(lead(world, zip5="02134")).status == "queued"
    world.work_through()
    assert len(posted(world)) == 1
    assert world.platform.advocates[0].arguments["zip5"] == "02134"
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_what_the_card_itself_has_changed_is_no_newer_profile(world: World) -> None:
    world.platform.create_advocate(1, email="ann@example.org", zip5="10001", campaigns=[999])
    world.clock.advance(days=1)
    world.platform.break_down(UnknownOutcome(), "update_advocate", count=1)
    world.platform.slow_down("post_twitter_card", seconds=1)
    world.submit(lead(world, zip5="02134"))
    world.work_through()
    assert world.platform.advocates[0].arguments["zip5"] == "02134"


def test_a_person_without_time_for_the_update_gets_it_later(world: World) -> None:
    world.platform.slow_down("post_twitter_card", seconds=2.5)
    assert world.submit(lead(world, zip5="02134")).status == "queued"
    world.work_through()
    assert world.platform.methods().count("post_twitter_card") == 1
    assert world.platform.advocates[0].arguments["zip5"] == "02134"


# Profiles -------------------------------------------------------------------------------------------------------------


def test_a_late_lead_of_somebody_who_was_not_changed_since_is_handed_on(world: World) -> None:
    world.platform.create_advocate(1, email="ann@example.org", firstname="A", campaigns=[999])
    world.clock.advance(minutes=1)
    submission = lead(world)
    world.clock.advance(minutes=30)
    world.submit(submission)
    assert world.platform.methods()[1:] == ["list_advocates", "post_twitter_card"]


def test_a_late_lead_takes_no_newer_name_away(world: World) -> None:
    submission = lead(world, zip5="02134")
    world.clock.advance(minutes=30)
    world.platform.create_advocate(1, email="ann@example.org", firstname="Anna", zip5="10001", campaigns=[999])
    world.submit(submission)
    assert posted(world) == []
    (advocate,) = world.platform.advocates
    assert (advocate.arguments["firstname"], advocate.arguments["zip5"]) == ("Anna", "10001")
    assert {membership.campaignid for membership in advocate.memberships} == {998, 999}


def test_what_somebody_changed_after_the_card_is_left_alone_and_only_blanks_are_filled(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "post_twitter_card", acts=True, count=1)
    world.submit(lead(world, zip5="02134", city="Boston", fields={"7": "yes", "8": "no"}))
    world.clock.advance(minutes=5)
    newer = {"firstname": "Anna", "zip5": "10001", "fields": {"7": "never"}}
    world.platform.update_advocate(1, advocateid=101, campaigns=[998], **newer)
    world.work_through(minutes=60)
    said = world.platform.calls[-1][1]
    assert {name: said.get(name) for name in ("firstname", "zip5", "city", "fields")} == {
        "firstname": None,
        "zip5": None,
        "city": "Boston",
        "fields": {"8": "no"},
    }


# Texts ----------------------------------------------------------------------------------------------------------------

TEXTS: dict[str, Any] = {"phone": "8165550123", "smsOptin": "1"}


def opt_ins(world: World) -> int:
    return sum(arguments.get("smsOptin") == "1" for _, arguments in world.platform.calls)


def test_an_opt_in_by_text_goes_with_the_update(world: World) -> None:
    assert world.submit(lead(world, **TEXTS)).status == "delivered"
    assert world.platform.methods() == ["post_twitter_card", "update_advocate"]
    assert opt_ins(world) == 1


@pytest.mark.parametrize("acts", [True, False])
def test_an_opt_in_without_an_answer_is_repeated_only_if_it_did_not_act(world: World, acts: bool) -> None:
    world.platform.break_down(UnknownOutcome(), "update_advocate", acts=acts, count=1)
    world.submit(lead(world, **TEXTS))
    world.work_through(minutes=60)
    assert opt_ins(world) == 2 - acts
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"


def test_whom_only_the_card_has_joined_has_not_opted_in(world: World) -> None:
    submission = lead(world, **TEXTS)
    world.crash(submission)
    world.platform.post_twitter_card(1, card="1o416", email="ann@example.org", name="Ann Lee", campaignid=998)
    world.submit(submission)
    world.work_through(minutes=60)
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"


def test_who_had_the_phone_before_has_not_opted_in_by_that(world: World) -> None:
    world.platform.create_advocate(1, email="ann@example.org", phone="8165550123", campaigns=[999])
    world.clock.advance(days=1)
    world.platform.break_down(UnknownOutcome(), "update_advocate", count=1)
    world.submit(lead(world, **TEXTS))
    world.work_through(minutes=60)
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"


def test_an_opt_in_that_may_have_acted_waits_until_it_must_show(world: World) -> None:
    submission = lead(world, **TEXTS)
    world.crash(submission, lease_seconds=10)
    world.platform.post_twitter_card(1, card="1o416", email="ann@example.org", name="Ann Lee", campaignid=998)
    world.clock.advance(minutes=1)
    assert world.submit(submission).status == "queued"
    assert opt_ins(world) == 0


def test_an_opt_in_that_is_held_hands_the_card_on_without_it(world: World) -> None:
    key = world.identity.consent("sms", "8165550123")
    world.parts.consent.suppress(key, received_at=world.clock() - 1000, submission="0123")
    world.submit(lead(world, **TEXTS))
    assert (len(posted(world)), opt_ins(world)) == (1, 0)
    (held,) = world.messages("held")
    assert "card" not in held


def test_an_opt_in_that_is_meant_once_more_hands_no_card_on_again(world: World) -> None:
    submission = replace(lead(world, emailOptin="1"), keyed_by_content=True)
    world.submit(submission)
    key = world.identity.consent("email", "ann@example.org")
    out = {"submission": "0123", "received_at": str(world.clock() + 1_000)}
    world.parts.consent.opt_out(key, received_at=world.clock() + 1_000, recorded_at=world.clock(), evidence=out)
    world.clock.advance(minutes=1)
    world.submit(replace(submission, received_at=world.clock()))
    assert [arguments.get("emailOptin") for _, arguments in world.platform.calls] == [None, "1", "1"]
    assert len(posted(world)) == 1


# Where a create is no upsert, and what is old -------------------------------------------------------------------------


def test_where_a_create_is_no_upsert_only_who_is_not_there_is_handed_on(careful: World) -> None:
    careful.submit(lead(careful, zip5="02134"))
    assert careful.platform.methods() == ["list_advocates", "post_twitter_card", "update_advocate"]
    careful.clock.advance(days=2)
    careful.platform.calls.clear()
    careful.submit(sign_up(careful, natural_key="another token", advocate=PERSON, card={"card": "2"}))
    assert careful.platform.methods() == ["list_advocates", "update_advocate"]


def test_where_a_create_is_no_upsert_nobody_else_creates_whom_the_card_may_have_made(careful: World) -> None:
    careful.platform.list_lag_seconds = 300
    careful.platform.names_who_sent_a_card = False
    assert careful.submit(lead(careful, zip5="02134")).status == "queued"
    careful.submit(sign_up(careful, advocate={**PERSON, "zip5": "02134"}))
    careful.work_through(minutes=60)
    assert len(careful.platform.advocates) == 1
    assert careful.messages(RETRY) == careful.messages(DEAD) == []


def test_a_person_who_does_not_show_yet_gets_the_rest_when_they_do(careful: World) -> None:
    careful.platform.list_lag_seconds = 300
    careful.platform.slow_down("post_twitter_card", seconds=2.5)
    assert careful.submit(lead(careful, zip5="02134")).status == "queued"
    careful.work_through(minutes=60)
    assert [advocate.arguments["zip5"] for advocate in careful.platform.advocates] == ["02134"]
    assert len(posted(careful)) == 1


def test_a_question_without_an_answer_ends_no_claim_as_if_nobody_were_made(careful: World) -> None:
    careful.platform.list_lag_seconds = 300
    careful.platform.names_who_sent_a_card = False
    submission = lead(careful)
    post = careful.platform.post_twitter_card

    def then_lists_fail(timeout: float, **arguments: Any) -> Any:
        careful.platform.break_down(UnknownOutcome(), "list_advocates", count=1)
        return post(timeout=timeout, **arguments)

    careful.platform.post_twitter_card = then_lists_fail  # type: ignore[method-assign]
    assert careful.submit(submission).status == "queued"
    careful.submit(sign_up(careful, advocate=PERSON))
    careful.work_through(minutes=60)
    assert len(careful.platform.advocates) == 1


def test_a_lead_too_old_to_be_sure_is_not_handed_on(world: World) -> None:
    submission = lead(world)
    world.clock.advance(days=26)
    world.submit(submission)
    world.work_through()
    assert posted(world) == []
    assert len(world.platform.advocates) == 1


def test_refused_keys_of_the_endpoint_keep_nobody_else_waiting(world: World) -> None:
    world.platform.break_down(CredentialsRejected(status=403), "post_twitter_card")
    world.submit(lead(world))
    assert world.submit(sign_up(world, advocate={"email": "bob@example.org"})).status == "delivered"


def test_an_ordinary_lead_is_not_handed_on(world: World) -> None:
    world.submit(sign_up(world, source="twitter_card", connection=ConnectionRequest(campaign=998, types=())))
    assert world.platform.methods() == ["create_advocate"]
