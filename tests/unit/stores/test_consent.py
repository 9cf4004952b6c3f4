"""What was said later wins, on each channel by itself; by text an opt-out is final."""

import pytest

from relay.stores.consent import Channel, Consent
from relay.stores.table import Table, Unsure
from tests.fakes.aws import Fault
from tests.fakes.relay import World
from tests.fakes.settings import CONSENT

EVIDENCE = {"source": "sms", "proof": "JOIN"}


@pytest.fixture
def consent(world: World) -> Consent:
    return Consent(Table(world.aws, CONSENT))


def opt_in(consent: Consent, channel: Channel, at: int) -> str:
    return consent.opt_in(channel, "somebody", received_at=at, evidence=EVIDENCE)


def opt_out(consent: Consent, at: int) -> None:
    consent.opt_out("somebody", received_at=at, recorded_at=at + 1, evidence=EVIDENCE)


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_an_opt_in_is_recorded_with_its_evidence(world: World, consent: Consent, channel: Channel) -> None:
    assert opt_in(consent, channel, 5) == "recorded"
    item = world.aws.tables[CONSENT]["somebody"]
    assert item["in_at"] == {"N": "5"}
    assert item["evidence"]["M"]["proof"] == {"S": "JOIN"}


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


def test_a_suppressed_phone_gets_no_opt_in_until_somebody_has_looked(consent: Consent) -> None:
    consent.suppress("somebody", received_at=3)
    assert opt_in(consent, "sms", 5) == "suppressed"
    assert opt_in(consent, "email", 5) == "recorded"


def test_without_an_answer_no_opt_in_may_leave(world: World, consent: Consent) -> None:
    world.aws.faults.append(Fault("UpdateItem", "away"))
    with pytest.raises(Unsure):
        opt_in(consent, "sms", 5)
    with pytest.raises(Unsure):
        opt_out(consent, 5)
    with pytest.raises(Unsure):
        consent.suppress("somebody", received_at=5)
