"""What the journal calls delivered against what the platform shows: only what another look confirms is told."""

import random
from dataclasses import replace
from typing import Any

import pytest

from operate import delivered
from operate.find import identity_of
from operate.reconcile import Compared, Difference, compared, planned
from operate.repair import confirmed
from relay.phone2action import CredentialsRejected, NotSent, Phone2ActionError, RateLimited, Rejected, UnknownOutcome
from relay.submission import ConnectionRequest, Submission
from tests.fakes.relay import World, sign_up, text, unanswered
from tests.fakes.settings import DEAD, JOURNAL
from tests.unit.operate.worlds import Account, stack_over

LATER = 20
"""Minutes: more than `SettleMinutes`."""


def found_in(world: World, account: Account | None = None, **asked: Any) -> list[Compared]:
    """What a comparison finds now."""
    stack, lists = stack_over(world), (account or Account(world)).lists()
    plan = planned(stack, **({"since": 0, "now": world.clock()} | asked))
    identity = identity_of(stack)
    return [confirmed(stack, compared(lists, plan, *group), identity) for group in plan.groups]


def differences(world: World, account: Account | None = None, **asked: Any) -> list[Difference]:
    return [each for found in found_in(world, account, **asked) for each in found.differences]


def told(world: World, account: Account | None = None, **asked: Any) -> list[tuple[str, str, int]]:
    return [(each.what, each.part, each.advocate) for each in differences(world, account, **asked)]


def somebody(world: World, number: int, **changes: Any) -> Submission:
    """A sign-up of a person of its own, delivered."""
    person = {"email": f"p{number}@example.org", "firstname": "Ann", "address1": "1 Main St", "zip5": "02134"}
    submission = sign_up(world, **({"natural_key": f"content {number}", "advocate": person} | changes))
    assert world.submit(submission).status == "delivered"
    return submission


def leave(world: World, number: int) -> None:
    """The platform loses the memberships of the advocate with this place in the list."""
    world.platform.advocates[number].memberships.clear()


# A healthy world -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_in_a_healthy_world_nothing_differs_whatever_was_asked_for(world: World, seed: int) -> None:
    """Sign-ups of few people, some of them twice, some of them after an outage, some by text."""
    rng = random.Random(seed)
    for number in range(12):
        if rng.random() < 0.3:
            world.platform.break_down(rng.choice((UnknownOutcome(), NotSent())), count=1)
        kinds = tuple(kind for kind in ("email", "tweet", "call") if rng.random() < 0.5)
        campaigns = (998, 1001) if rng.random() < 0.3 else (998,)
        person = {"email": f"p{rng.randrange(4)}@example.org", "firstname": "Ann"}
        if rng.random() < 0.2:
            world.submit(text(world, natural_key=f"SM{number}"))
        words = {"emailMessage": f"words {number}"} if "email" in kinds else {}
        asked = ConnectionRequest(campaign=998, types=kinds, arguments=words) if kinds else None
        submission = sign_up(world, natural_key=f"c{number}", campaigns=campaigns, advocate=person, connection=asked)
        world.submit(submission)
        world.clock.advance(minutes=rng.choice((0, 1, 30)))
        world.platform.mend()
    world.work_through(minutes=120)
    found = found_in(world)
    assert [each.differences for each in found] == [()] * len(found)
    assert [each.not_compared for each in found] == [()] * len(found)
    assert sum(each.submissions for each in found) > 0


def test_a_healthy_campaign_takes_one_walk_of_each_list_and_no_more(world: World) -> None:
    somebody(world, 1, connect=("email",))
    world.clock.advance(minutes=LATER)
    account = Account(world)
    assert differences(world, account) == []
    assert [method for method, _ in account.calls] == ["advocates", "connections"]


# What is missing -----------------------------------------------------------------------------------------------------


def test_a_membership_that_is_gone_is_told_once_for_the_latest_sign_up(world: World) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=1)
    latest = somebody(world, 2, advocate={"email": "p1@example.org"})
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    (one,) = differences(world)
    assert (one.what, one.advocate, one.campaigns) == ("not_a_member", 101, (998,))
    assert one.id == world.identity.submission(latest)


def test_an_advocate_who_is_gone_is_told_as_such_once_and_not_as_no_member(world: World) -> None:
    somebody(world, 1, campaigns=(998, 1001))
    somebody(world, 2)
    world.clock.advance(minutes=LATER)
    del world.platform.advocates[0]
    (one,) = differences(world)
    assert (one.what, one.advocate, one.campaigns) == ("gone", 101, (998, 1001))


@pytest.mark.parametrize("kind", ["email", "call"])
def test_a_connection_that_no_list_shows_is_told(world: World, kind: str) -> None:
    submission = somebody(world, 1, connect=(kind,))
    somebody(world, 2, connect=(kind,))
    world.clock.advance(minutes=LATER)
    del world.platform.listed[0]
    (one,) = differences(world)
    assert (one.what, one.part, one.advocate) == ("not_listed", kind, 101)
    assert one.id == world.identity.submission(submission)


def test_a_tweet_that_no_list_shows_is_only_counted(world: World) -> None:
    somebody(world, 1, connect=("tweet",))
    world.clock.advance(minutes=LATER)
    (found,) = found_in(world)
    assert (found.differences, found.links) == ((), 1)


def test_of_two_connections_of_a_person_one_row_is_not_enough(world: World) -> None:
    for number in (1, 2):
        asked = ConnectionRequest(campaign=998, types=("email",), arguments={"emailMessage": f"words {number}"})
        somebody(world, number, advocate={"email": "p1@example.org"}, connection=asked)
    world.clock.advance(minutes=LATER)
    assert told(world) == []
    del world.platform.listed[1]
    assert told(world) == [("not_listed", "email", 101)]


def test_what_another_submission_has_made_is_looked_for_there_only(world: World) -> None:
    somebody(world, 1, connect=("email",))
    world.clock.advance(hours=2)
    somebody(world, 2, advocate={"email": "p1@example.org", "firstname": "Ann", "zip5": "10001"}, connect=("email",))
    world.clock.advance(minutes=LATER)
    assert len(world.platform.listed) == 1
    assert told(world) == []


def test_a_connection_is_looked_for_under_every_advocate_with_the_persons_address(world: World) -> None:
    """A run that could not know was settled by another advocate's row (protocol.md, reconcile)."""
    somebody(world, 1, connect=("email",))
    world.platform.upserts = False
    world.platform.create_advocate(1, email="p1@example.org", campaigns=[998])
    (row,) = world.platform.listed
    world.platform.listed[:] = [replace(row, advocate_id=102)]
    world.clock.advance(minutes=LATER)
    assert told(world) == []
    account = Account(world, fails=lambda method, page, _: None)
    world.platform.advocates[1].arguments["email"] = "other@example.org"
    assert told(world, account) == [("not_listed", "email", 101)]


def test_a_connection_is_found_in_whichever_of_its_campaigns_it_was(world: World) -> None:
    asked = ConnectionRequest(campaign=1001, types=("email",))
    somebody(world, 1, campaigns=(998, 1001), connection=asked)
    world.clock.advance(minutes=LATER)
    assert told(world) == []


# What is there twice -------------------------------------------------------------------------------------------------


def test_a_connection_that_is_there_twice_is_told(world: World) -> None:
    somebody(world, 1, connect=("email",))
    world.platform.listed *= 2
    world.clock.advance(minutes=LATER)
    assert told(world) == [("twice", "email", 101)]


def test_what_went_to_two_legislators_is_not_there_twice(world: World) -> None:
    somebody(world, 1, connect=("email",))
    world.platform.listed *= 2
    world.clock.advance(minutes=LATER)
    assert told(world, Account(world, legislator=None)) == []  # a row that names nobody may be about anybody


def test_what_other_submissions_made_or_may_have_made_is_not_there_twice(world: World) -> None:
    somebody(world, 1, connect=("email",))
    asked = ConnectionRequest(campaign=998, types=("email",), arguments={"emailMessage": "other words"})
    for acts, number in ((True, 2), (False, 3)):
        person = {"email": "p1@example.org", "firstname": "Ann"}
        if acts:
            unanswered(world, acts=True, natural_key=f"content {number}", advocate=person, connection=asked)
    assert len(world.platform.listed) == 2
    (waiting,) = [
        item for item in world.aws.tables[JOURNAL].values() if item.get("conn") == {"M": {"email": {"S": "maybe"}}}
    ]
    world.clock.advance(minutes=LATER)
    assert told(world) == []
    del waiting["conn"]
    assert told(world) == [("twice", "email", 101)]


def test_a_run_that_died_after_its_mark_may_have_made_what_is_there_twice(world: World) -> None:
    somebody(world, 1, connect=("email",))
    world.crash(sign_up(world, natural_key="crashed", connect=("email",)), marked=True, covers=["email"])
    (crashed,) = [item for item in world.aws.tables[JOURNAL].values() if "sending" in item]
    crashed["asked"] = {"S": "web_form 998"}
    world.platform.listed *= 2
    world.clock.advance(minutes=LATER)
    assert told(world) == []
    crashed["covers"] = {"S": "call"}
    assert told(world) == [("twice", "email", 101)]


def test_a_row_that_shifting_pages_show_twice_is_one(world: World) -> None:
    """A row is added before the first page while the second is asked for, so the last of the first comes again."""
    for number in range(3):
        somebody(world, number, connect=("email",))
    shown = Account(world)
    rows = shown.list_connections

    def again(**how: Any) -> Any:
        for row in rows(**how):
            yield row
            yield row

    shown.list_connections = again  # type: ignore[method-assign, assignment]
    world.clock.advance(minutes=LATER)
    assert told(world, shown) == []


# A second look -------------------------------------------------------------------------------------------------------


def test_what_one_walk_misses_and_the_next_one_shows_is_there(world: World) -> None:
    somebody(world, 1, connect=("email",))
    row, joined = world.platform.listed.pop(), list(world.platform.advocates[0].memberships)
    leave(world, 0)
    world.clock.advance(minutes=LATER)

    def appears(call: int) -> None:
        if call == 2:
            world.platform.advocates[0].memberships[:] = joined
        if call == 4:
            world.platform.listed.append(row)

    assert told(world, Account(world, changes=appears)) == []


def test_what_is_there_twice_in_one_walk_only_is_not_told(world: World) -> None:
    somebody(world, 1, connect=("email",))
    world.platform.listed *= 2
    world.clock.advance(minutes=LATER)

    def goes(call: int) -> None:
        if call == 3 and len(world.platform.listed) == 2:
            world.platform.listed.pop()

    account = Account(world, changes=goes)
    assert told(world, account) == []
    assert len(world.platform.listed) == 1


def test_who_joined_before_the_time_that_is_asked_for_is_found_by_the_wider_look(world: World) -> None:
    """As after a platform's restore from a backup: the row is older than the sign-up."""
    somebody(world, 1)
    world.platform.advocates[0].updated_at = world.platform.advocates[0].updated_at.replace(year=2020)
    world.clock.advance(minutes=LATER)
    account = Account(world)
    assert told(world, account) == []
    assert ["updatedSince" in filters for _, filters in account.calls] == [True, False]


def test_rows_that_say_nothing_of_memberships_count_by_the_list_that_they_are_in(world: World) -> None:
    somebody(world, 1)
    world.platform.advocates[0].updated_at = world.platform.advocates[0].updated_at.replace(year=2020)
    world.clock.advance(minutes=LATER)
    account = Account(world)
    shown = account._advocates
    account._advocates = lambda filters: [{**each, "memberships": []} for each in shown(filters)]  # type: ignore[method-assign]
    assert told(world, account) == []
    leave(world, 0)
    assert told(world, account) == [("not_a_member", "", 101)]


def test_whose_membership_only_the_list_of_all_shows_is_a_member(world: World) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=LATER)
    account = Account(world)
    everybody = account._advocates
    account._advocates = lambda filters: [] if "campaignid" in filters else everybody(filters)  # type: ignore[method-assign]
    assert told(world, account) == []


def test_what_was_erased_meanwhile_is_not_told(world: World) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    assert told(world, Account(world, changes=lambda _: world.aws.tables[JOURNAL].clear())) == []


# What is left out ----------------------------------------------------------------------------------------------------


def test_what_was_delivered_a_moment_ago_is_left_out_and_counted(world: World) -> None:
    somebody(world, 1)
    leave(world, 0)
    world.clock.advance(minutes=14)
    plan = planned(stack_over(world), since=0, now=world.clock())
    assert (plan.groups, plan.young) == ((), 1)
    world.clock.advance(minutes=2)
    assert told(world) == [("not_a_member", "", 101)]


def test_what_came_long_ago_and_was_delivered_a_moment_ago_is_left_out(world: World) -> None:
    world.platform.break_down(NotSent())
    world.submit(sign_up(world))
    world.clock.advance(hours=3)
    world.platform.mend()
    world.work_through(minutes=1)
    leave(world, 0)
    assert told(world) == []


def test_whose_latest_sign_up_is_young_or_under_way_is_left_out_for_now(world: World) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    latest = somebody(world, 2, advocate={"email": "p1@example.org"})
    leave(world, 0)
    assert told(world) == []
    world.clock.advance(minutes=LATER)
    (one,) = differences(world)
    assert one.id == world.identity.submission(latest)


def test_what_is_dead_is_not_compared_for_its_letter_speaks_of_it(world: World) -> None:
    world.platform.break_down(Rejected(status=422), "create_connection", count=1)
    world.submit(sign_up(world, source="twitter_card", trusted=True, connect=("email",)))
    assert [letter["reason"] for letter in world.messages(DEAD)] == ["rejected"]
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    assert told(world) == []


def test_only_what_was_delivered_since_then_and_for_the_campaign_is_compared(world: World) -> None:
    somebody(world, 1, campaigns=(998,))
    world.clock.advance(hours=2)
    later = world.clock()
    somebody(world, 2, campaigns=(998,))
    somebody(world, 3, campaigns=(1001,))
    world.clock.advance(minutes=LATER)
    for number in range(3):
        leave(world, number)
    assert [each.advocate for each in differences(world, since=later)] == [102, 103]
    assert [each.advocate for each in differences(world, since=later, campaigns=[1001])] == [103]


def test_campaigns_are_compared_by_themselves_unless_one_sign_up_asks_for_both(world: World) -> None:
    for number, campaigns in enumerate([(1,), (2, 3), (3, 4), (5,), (4,)]):
        somebody(world, number, campaigns=campaigns)
    world.clock.advance(minutes=LATER)
    plan = planned(stack_over(world), since=0, now=world.clock())
    assert [(sorted(campaigns), len(due)) for campaigns, due in plan.groups] == [([1], 1), ([2, 3, 4], 3), ([5], 1)]


def test_what_earlier_releases_wrote_is_counted_and_not_compared(world: World) -> None:
    somebody(world, 1)
    (item,) = [each for each in world.aws.tables[JOURNAL].values() if "asked" in each]
    del item["asked"]
    world.clock.advance(minutes=LATER)
    plan = planned(stack_over(world), since=0, now=world.clock())
    assert (plan.groups, plan.unnamed) == ((), 1)


def test_an_item_is_read_with_all_that_it_may_have_sent() -> None:
    item = {
        "id": "x",
        "asked": "sms 1 2",
        "conn": {"email": "done", "call": "maybe", "update": "done"},
        "ttl": 2_592_001,
    }
    read = delivered.journaled_in(item)
    assert (read.source, read.campaigns, read.written_at, read.updates) == ("sms", (1, 2), 1999, True)
    assert ({*read.made}, {*read.may_have}) == ({"email"}, {"email", "call"})
    assert delivered.journaled_in({"id": "x", "sending": 5}).may_have == {"email", "call", "tweet"}


# A list that can't be had --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CredentialsRejected(status=403), "refuses the credentials for it (403)"),
        (RateLimited(status=429, retry_after=3600), "asks to be left alone (429)"),
        (NotSent(), "can't be reached"),
        (UnknownOutcome(status=500), "no answer that can be read (500)"),
    ],
)
@pytest.mark.parametrize("method", ["advocates", "connections"])
def test_a_list_that_cant_be_had_is_told_and_nothing_is_told_on_the_strength_of_it(
    world: World, error: Phone2ActionError, words: str, method: str
) -> None:
    for number in range(3):
        somebody(world, number, connect=("email",))
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    del world.platform.listed[2:]
    account = Account(world, fails=lambda asked, page, _: error if (asked, page) == (method, 2) else None)
    (found,) = found_in(world, account)
    assert {each.what for each in found.differences} == ({"not_listed"} if method == "advocates" else {"not_a_member"})
    (line,) = [each for each in found.not_compared if "campaign 998" in each]
    assert words in line


def test_of_a_campaign_whose_list_fails_nobody_is_told_to_be_no_member(world: World) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=LATER)
    account = Account(world)
    shown = account._advocates
    account._advocates = lambda filters: [{**each, "memberships": []} for each in shown(filters)]  # type: ignore[method-assign]
    account.fails = lambda *_: NotSent() if "campaignid" in account.calls[-1][1] else None
    (found,) = found_in(world, account)
    assert found.differences == ()
    assert found.not_compared == ("members of campaign 998: the API can't be reached from here",)


def test_who_may_be_gone_or_no_member_is_not_told_if_the_list_of_all_fails(world: World) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    account = Account(world)
    account.fails = lambda *_: NotSent() if "campaignid" not in account.calls[-1][1] else None
    (found,) = found_in(world, account)
    assert (found.differences, found.not_compared) == ((), ("all advocates: the API can't be reached from here",))


def test_a_second_look_that_fails_takes_back_what_the_first_one_suspected(world: World) -> None:
    somebody(world, 1, connect=("email",))
    world.clock.advance(minutes=LATER)
    world.platform.listed.clear()
    account = Account(world, fails=lambda method, _, number: NotSent() if number > 2 else None)
    (found,) = found_in(world, account)
    assert found.differences == ()
    assert found.not_compared


def test_rows_that_dont_say_whose_they_are_show_nothing(world: World) -> None:
    somebody(world, 1, connect=("email",))
    (row,) = world.platform.listed
    world.platform.listed[:] = [replace(row, type="")]
    world.clock.advance(minutes=LATER)
    (found,) = found_in(world)
    assert found.differences == ()
    assert found.not_compared == ("connections of campaign 998: its rows don't say whose they are",)


def test_a_row_without_a_time_may_be_the_one(world: World) -> None:
    somebody(world, 1, connect=("email",))
    world.clock.advance(minutes=LATER)
    assert told(world, Account(world, times=False)) == []
