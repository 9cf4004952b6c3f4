"""What the platform says of a person, beside what the relay knows; what it does not tell is a line."""

import json
from typing import Any

import pytest

from operate.find import Found, Sought, Spoken, Submitted, submission_in
from operate.letters import Letter
from operate.sides import Side, Upstream, beside
from relay.phone2action import CredentialsRejected, NotSent
from relay.stores.table import from_dynamodb
from tests.fakes.relay import World
from tests.fakes.settings import JOURNAL
from tests.unit.operate.test_reconcile import leave, somebody
from tests.unit.operate.worlds import Account

ANN = Sought(email="p1@example.org")


def found_in(world: World, **more: Any) -> Found:
    items = [from_dynamodb(each) for each in world.aws.tables.get(JOURNAL, {}).values() if "asked" in each]
    parts: dict[str, Any] = {"letters": (), "held": (), "consent": (), "hints": ()}
    return Found(submissions=tuple(map(submission_in, items)), **(parts | more))


def asked(world: World, wanted: Sought = ANN, account: Account | None = None, **more: Any) -> Upstream:
    return beside((account or Account(world)).lists(), wanted, found_in(world, **more))


def test_a_person_is_shown_by_both_side_by_side(world: World) -> None:
    somebody(world, 1, connect=("email",))
    spoken = Spoken("email", {"in_at": 1, "out_at": 2}, ())
    assert asked(world, consent=(spoken,)) == Upstream(
        (101,),
        (
            Side("advocate", 0, "101", "101"),
            Side("membership", 998, "1 delivered", "member"),
            Side("email", 998, "done", "1 listed"),
            Side("mails", 0, "opted out", "?"),
        ),
        (),
    )


def test_what_the_platform_lost_or_has_besides_is_seen_at_a_glance(world: World) -> None:
    somebody(world, 1, connect=("email",))
    leave(world, 0)
    world.platform.create_advocate(1, email="p1@example.org", campaigns=[7])
    world.platform.create_connection(1, advocateid=101, campaignid=7, type=["call"])
    world.platform.listed.pop(0)
    shown = asked(world)
    assert shown.sides[1:] == (
        Side("membership", 7, "-", "member"),
        Side("call", 7, "-", "1 listed"),
        Side("membership", 998, "1 delivered", "no member"),
        Side("email", 998, "done", "none listed"),
    )


def test_nobody_is_shown_as_nobody(world: World) -> None:
    assert asked(world) == Upstream((), (Side("advocate", 0, "-", "-"),), ())


@pytest.mark.parametrize("known", [True, False])
def test_an_id_is_looked_for_by_its_letters_address_else_in_its_campaigns(world: World, known: bool) -> None:
    somebody(world, 1)
    somebody(world, 2)
    letters = (Letter(json.dumps({"advocate": {"email": "p1@example.org"}}), "m", "r"),) if known else ()
    account = Account(world)
    shown = asked(world, Sought(id="0" * 32), account, letters=letters)
    assert shown.advocates == ((101,) if known else (101, 102))
    assert {*account.calls[0][1]} == ({"email", "page"} if known else {"campaignid", "updatedSince", "page"})


@pytest.mark.parametrize(("method", "what"), [("advocates", "advocates by e-mail"), ("connections", "connections of")])
def test_what_the_platform_does_not_tell_is_a_line_and_the_rest_is_shown(world: World, method: str, what: str) -> None:
    somebody(world, 1, connect=("email",))
    account = Account(world, fails=lambda asked, *_: CredentialsRejected(status=403) if asked == method else None)
    shown = asked(world, account=account)
    (line,) = shown.troubles
    assert line.startswith(what)
    assert line.endswith("the API refuses the credentials for it (403)")
    told = {side.what: side.platform for side in shown.sides}
    assert told["membership"] == ("?" if method == "advocates" else "member")
    assert told["email"] == ("1 listed" if method == "advocates" else "?")


def test_an_id_whose_campaign_cant_be_looked_through_is_a_line(world: World) -> None:
    somebody(world, 1)
    shown = asked(world, Sought(id="0" * 32), Account(world, fails=lambda *_: NotSent()))
    assert shown.troubles[0] == "members of campaign 998: the API can't be reached from here"
    assert shown.sides[0] == Side("advocate", 0, "101", "?")


def test_a_dead_and_an_open_sign_up_are_told_apart(world: World) -> None:
    submitted = [
        Submitted("x", state, "", "web_form", (998,), 5, None, {"email": "maybe"}, False, None, "")
        for state in ("dead", "open")
    ]
    shown = beside(Account(world).lists(), ANN, Found(tuple(submitted), (), (), (), ()))
    assert shown.sides[1:] == (
        Side("membership", 998, "1 dead, 1 open", "no member"),
        Side("email", 998, "maybe, maybe", "none listed"),
    )
