"""Which texts are a keyword but for courtesies, and which are near enough to be told it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.campaigns import Campaigns
from relay.sources.texts.near_keywords import courteous, nearest

CAMPAIGNS = Campaigns.from_literal(
    {
        number: {"name": "Some", "sms": {"keywords": keywords, "reply": "Thanks!"}}
        for number, keywords in {
            1: ("JOIN",),
            2: ("WHALES", "STOP SB 12"),
            3: ("AB",),
            4: ("BALLENAS AZULES",),
            5: ("OK",),
            6: ("\u0421\u041f\u0410\u0421\u0418\u0411\u041e",),
        }.items()
    }
)


def number(text: str) -> int | None:
    campaign = courteous(text, CAMPAIGNS)
    return campaign.id if campaign else None


@pytest.mark.parametrize(
    ("text", "joins"),
    [
        *(("JOIN please", 1), ("Please, JOIN. Thank you!", 1), ("hi join join", 1), ("yes! join", 1), ("J O I N", 1)),
        *(("stop sb 12 please", 2), ("Por favor, ballenas azules", 4), ("join whales", None), ("join us", None)),
        *(("please", None), ("thank you", None), ("", None), ("don't join", None), ("join joim", None)),
    ],
)
def test_courtesies_are_passed_over_and_nothing_else(text: str, joins: int | None) -> None:
    assert number(text) == joins


def test_a_keyword_that_is_a_courtesy_itself_takes_nobody_by_it() -> None:
    assert number("ok") is None
    assert number("please ok thanks") is None


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        *(
            ("JOIM", "JOIN"),
            ("jion", "JOIN"),
            ("joni", "JOIN"),
            ("joined", "JOIN"),
            ("jooin", "JOIN"),
            ("jo in", "JOIN"),
        ),
        *(("Join the whales", "JOIN"), ("the whales, join", "WHALES"), ("whale", "WHALES"), ("wales", "WHALES")),
        *(("stopsb12", "STOP SB 12"), ("I say STOP SB 12 now", "STOP SB 12"), ("balenas azules", "BALLENAS AZULES")),
        *(("\u0441\u043f\u0430\u0441\u0438\u0431", "\u0421\u041f\u0410\u0421\u0418\u0411\u041e"), ("ab now", "AB")),
    ],
)
def test_a_near_miss_finds_the_keyword(text: str, keyword: str) -> None:
    found = nearest(text, CAMPAIGNS)
    assert found is not None
    assert found[0] == keyword
    assert keyword in CAMPAIGNS.by_keyword


@pytest.mark.parametrize("text", ["hello", "adjoin", "at", "abs", "When is the next rally of ours?", "", "\U0001f433"])
def test_what_is_far_from_all_finds_none(text: str) -> None:
    assert nearest(text, CAMPAIGNS) is None


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    courteous(text, CAMPAIGNS)
    nearest(text, CAMPAIGNS)


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("Save the Whales!", "JOIN"),
        ("I love save the whales", "JOIN"),
        ("whale sanctuary", "WHALES"),
        ("save whales", "WHALES"),
        ("Save the Whales and Whale Sanctuary", "WHALES"),
    ],
)
def test_who_names_a_campaign_is_told_its_keyword(text: str, keyword: str) -> None:
    campaigns = Campaigns.from_literal(
        {
            1: {"name": "Save the Whales", "sms": {"keywords": ("JOIN", "GO"), "reply": "Thanks!"}},
            2: {"name": "Whale Sanctuary", "sms": {"keywords": ("WHALES",), "reply": "Thanks!"}},
            3: {"name": "Whales", "sms": {"keywords": ("OCEAN",), "reply": "Thanks!"}},
        }
    )
    found = nearest(text, campaigns)
    assert found is not None
    assert found[0] == keyword
