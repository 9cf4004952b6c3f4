"""What was said later wins, on each channel by itself; by text an opt-out is final."""

from typing import Any

import pytest

from relay.stores.consent import MOST_SAID, MOVED, Channel, Consent, OptIn
from relay.stores.table import Table, Unsure, from_dynamodb
from tests.fakes.aws import Fault
from tests.fakes.relay import World
from tests.fakes.settings import CONSENT


def evidence(at: int, submission: str = "") -> dict[str, str]:
    return {"source": "sms", "proof": "JOIN", "received_at": str(at), "submission": submission or f"s{at}"}


@pytest.fixture
def consent(world: World) -> Consent:
    return Consent(Table(world.aws, CONSENT))


def opt_in(consent: Consent, channel: Channel, at: int, **how: Any) -> str:
    return consent.opt_in("somebody", OptIn(channel=channel, received_at=at, evidence=evidence(at), **how))


def keyword(consent: Consent, at: int) -> str:
    return opt_in(consent, "sms", at, spoken=True)


def opt_out(consent: Consent, at: int) -> None:
    consent.opt_out("somebody", received_at=at, recorded_at=at + 1, evidence=evidence(at))


def suppress(consent: Consent, at: int, submission: str = "") -> int:
    return consent.suppress("somebody", received_at=at, submission=submission or f"t{at}")


def record(world: World) -> dict[str, Any]:
    return from_dynamodb(world.aws.tables[CONSENT]["somebody"])


def updates(world: World) -> int:
    return sum(operation == "UpdateItem" for _, operation, _ in world.aws.calls)


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_an_opt_in_is_recorded_with_its_evidence_in_one_write(world: World, consent: Consent, channel: Channel) -> None:
    assert opt_in(consent, channel, 5) == "recorded"
    assert record(world) == {"id": "somebody", "in_at": 5, "said_in_s5": evidence(5)}
    assert updates(world) == 1


def test_an_older_opt_in_goes_on_but_does_not_replace_the_newer_ones_evidence(world: World, consent: Consent) -> None:
    opt_in(consent, "email", 9)
    assert opt_in(consent, "email", 5) == "recorded"
    assert world.aws.tables[CONSENT]["somebody"]["in_at"] == {"N": "9"}


@pytest.mark.parametrize("channel", ["sms", "email"])
@pytest.mark.parametrize("earlier", [0, 1])
def test_an_opt_in_never_undoes_an_opt_out_that_came_with_it_or_later(
    consent: Consent, channel: Channel, earlier: int
) -> None:
    opt_out(consent, 10)
    assert opt_in(consent, channel, 10 - earlier) == "opted_out"


def test_by_email_a_later_opt_in_counts_and_by_text_none_ever_does(consent: Consent) -> None:
    opt_out(consent, 10)
    assert opt_in(consent, "sms", 11) == "opted_out"
    assert opt_in(consent, "email", 11) == "recorded"


def test_the_later_of_two_opt_outs_stands(world: World, consent: Consent) -> None:
    opt_out(consent, 10)
    opt_out(consent, 7)
    assert world.aws.tables[CONSENT]["somebody"]["out_at"] == {"N": "10"}
    opt_out(consent, 12)
    assert world.aws.tables[CONSENT]["somebody"]["out_at"] == {"N": "12"}


# Suppressions: a text that sounds like a stop -----------------------------------------------------------------------


def test_a_suppressed_phone_gets_no_opt_in_by_a_form_until_somebody_has_looked(consent: Consent) -> None:
    suppress(consent, 3)
    assert opt_in(consent, "sms", 5) == "suppressed"
    assert opt_in(consent, "email", 5) == "recorded"


def test_a_later_keyword_of_the_phone_lifts_it_and_the_evidence_says_so(world: World, consent: Consent) -> None:
    suppress(consent, 3)
    assert keyword(consent, 5) == "recorded"
    lifted = record(world)
    assert (lifted["in_at"], lifted["spoken_at"], "suppressed_at" in lifted) == (5, 5, False)
    assert lifted["said_in_s5"] == evidence(5) | {"lifts": "3"}
    assert keyword(consent, 5) == "recorded"  # a further run of it
    assert record(world) == lifted
    assert opt_in(consent, "sms", 6) == "recorded"


@pytest.mark.parametrize("at", [2, 3])
def test_a_keyword_from_before_it_or_of_the_same_instant_does_not(world: World, consent: Consent, at: int) -> None:
    suppress(consent, 3)
    assert keyword(consent, at) == "suppressed"
    assert record(world)["suppressed_at"] == 3


def test_a_keyword_lifts_it_although_a_form_opted_in_later(world: World, consent: Consent) -> None:
    opt_in(consent, "sms", 9)
    suppress(consent, 3)
    assert keyword(consent, 5) == "recorded"
    assert record(world)["in_at"] == 9
    assert record(world)["spoken_at"] == 5
    assert "suppressed_at" not in record(world)


def test_of_two_such_texts_the_latest_counts(world: World, consent: Consent) -> None:
    suppress(consent, 3)
    suppress(consent, 7)
    suppress(consent, 5)
    assert record(world)["suppressed_at"] == 7
    assert keyword(consent, 6) == "suppressed"
    assert keyword(consent, 8) == "recorded"


def test_one_from_before_the_phones_last_keyword_holds_back_nothing(consent: Consent) -> None:
    keyword(consent, 5)
    suppress(consent, 3)
    assert opt_in(consent, "sms", 6) == "recorded"
    suppress(consent, 5)
    assert opt_in(consent, "sms", 6) == "suppressed"


def test_one_that_is_delivered_again_says_nothing_anew_whatever_came_of_it(world: World, consent: Consent) -> None:
    assert suppress(consent, 3, "first") == 3
    assert suppress(consent, 4, "second") == 4
    assert suppress(consent, 2, "overtaken") == 2
    keyword(consent, 5)
    for text, first in (("first", 3), ("second", 4), ("overtaken", 2)):
        assert suppress(consent, 6, text) == first
    assert "suppressed_at" not in record(world)
    assert suppress(consent, 7, "another") == 7
    assert record(world)["suppressed_at"] == 7


def test_many_such_texts_keep_the_record_small(world: World, consent: Consent) -> None:
    for at in range(3 * MOST_SAID):
        suppress(consent, at)
    assert len([name for name in record(world) if name.startswith("said_")]) <= MOST_SAID


def test_after_an_opt_out_there_is_nothing_to_hold_back(world: World, consent: Consent) -> None:
    opt_out(consent, 3)
    suppress(consent, 5)
    assert "suppressed_at" not in record(world)
    assert keyword(consent, 6) == "opted_out"


def test_what_an_operator_released_passes_what_was_known_then_and_lifts_nothing(world: World, consent: Consent) -> None:
    suppress(consent, 3)
    assert opt_in(consent, "sms", 4, released_at=3) == "suppressed"
    assert opt_in(consent, "sms", 4, released_at=6) == "recorded"
    assert record(world)["suppressed_at"] == 3
    suppress(consent, 7)
    assert opt_in(consent, "sms", 4, released_at=6) == "suppressed"
    opt_out(consent, 8)
    assert opt_in(consent, "sms", 4, released_at=9) == "opted_out"


def test_an_opt_out_between_seeing_and_lifting_wins(world: World, consent: Consent) -> None:
    suppress(consent, 3)
    table, tried = Table(world.aws, CONSENT), []

    class Between(Table):
        def update(self, key: str, **what: Any) -> dict[str, Any]:
            tried.append(key)
            if len(tried) == 2:
                Consent(table).opt_out(key, received_at=4, recorded_at=4, evidence=evidence(4))
            return table.update(key, **what)

    assert keyword(Consent(Between(world.aws, CONSENT)), 5) == "opted_out"
    assert "in_at" not in record(world)


def test_a_record_that_changes_all_the_time_is_no_permission(world: World, consent: Consent) -> None:
    suppress(consent, 3)
    table, times = Table(world.aws, CONSENT), iter(range(10, 99))

    class Restless(Table):
        def update(self, key: str, **what: Any) -> dict[str, Any]:
            table.update(key, put={"in_at": next(times)})
            return table.update(key, **what)

    with pytest.raises(Unsure):
        keyword(Consent(Restless(world.aws, CONSENT)), 5)


# Evidence: added, never overwritten ---------------------------------------------------------------------------------


def test_each_opt_in_and_opt_out_keeps_its_own(world: World, consent: Consent) -> None:
    for at in (1, 4, 2):
        opt_in(consent, "email", at)
    for at in (3, 9, 8):
        opt_out(consent, at)
    said = {name: value for name, value in record(world).items() if name.startswith("said_")}
    assert said == {
        **{f"said_in_s{at}": evidence(at) for at in (1, 2, 4)},
        **{f"said_out_s{at}": evidence(at) for at in (3, 8, 9)},
    }


def test_a_repetition_costs_one_write_and_changes_no_evidence(world: World, consent: Consent) -> None:
    opt_in(consent, "email", 4)
    opt_in(consent, "email", 2)
    opt_out(consent, 9)
    opt_out(consent, 8)
    known, before = record(world), updates(world)
    for at in (4, 2):
        consent.opt_in("somebody", OptIn(channel="email", received_at=at, evidence=evidence(at) | {"proof": "another"}))
    for at in (9, 8):
        opt_out(consent, at)
    assert record(world) == known
    assert updates(world) == before + 4


def test_what_version_1_wrote_stays(world: World, consent: Consent) -> None:
    old = {"in_at": {"N": "1"}, "evidence": {"M": {"proof": {"S": "JOIN"}}}, "out_evidence": {"M": {}}}
    world.aws.tables[CONSENT] = {"somebody": old}
    opt_in(consent, "email", 5)
    opt_out(consent, 6)
    assert record(world)["evidence"] == {"proof": "JOIN"}
    assert record(world)["out_evidence"] == {}
    assert record(world)["out_at"] == 6


def all_said(world: World) -> set[str]:
    items = world.aws.tables[CONSENT].values()
    return {name for item in items for name in item if name.startswith("said_")}


@pytest.mark.parametrize("fault", [None, "away"])
def test_the_oldest_move_to_items_of_their_own_and_none_is_lost(
    world: World, consent: Consent, fault: str | None
) -> None:
    for at in range(1, 96):
        opt_in(consent, "email", at)
        if fault and at % 3:
            world.aws.faults = [Fault("UpdateItem", "away", spared=1, count=1 + at % 2)]
            opt_in(consent, "email", at)
            world.aws.faults = []
    assert all_said(world) == {f"said_in_s{at}" for at in range(1, 96)}
    own = [name for name in record(world) if name.startswith("said_")]
    assert len(own) <= MOST_SAID
    assert "said_in_s95" in own
    assert len(world.aws.tables[CONSENT]) > 5


def test_the_newest_stay_in_the_record(world: World, consent: Consent) -> None:
    for at in range(1, MOST_SAID + 2):
        opt_in(consent, "email", at)
    own = {name for name in record(world) if name.startswith("said_")}
    assert own == {f"said_in_s{at}" for at in range(MOVED + 1, MOST_SAID + 2)}


def test_evidence_leaves_the_record_only_when_it_stands_elsewhere(world: World, consent: Consent) -> None:
    for at in range(1, MOST_SAID + 1):
        opt_in(consent, "email", at)
    world.aws.faults.append(Fault("UpdateItem", "away", spared=2))  # the opt-in itself, and the first step of the move
    assert opt_in(consent, "email", 99) == "recorded"
    assert all_said(world) == {f"said_in_s{at}" for at in (*range(1, MOST_SAID + 1), 99)}


def test_without_an_answer_no_opt_in_may_leave(world: World, consent: Consent) -> None:
    world.aws.faults.append(Fault("UpdateItem", "away"))
    with pytest.raises(Unsure):
        opt_in(consent, "sms", 5)
    with pytest.raises(Unsure):
        opt_out(consent, 5)
    with pytest.raises(Unsure):
        suppress(consent, 5)
