"""A thousand texts as people send them, each with what it means and what is made of it: texts.tsv.

One line each: what the person means, what the relay makes of it, and the text, in which \\n, \\uXXXX and the like stand
for what can't be seen. Two figures count. No text that is no opt-out may become one, for that can't be undone; and of
those that are, 99 in 100 must be obeyed or held for a person to read. `pytest` prints both, with the confusion matrix.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from relay.campaigns import Campaigns
from tests.fakes.remembering import Relay, remembering
from tests.unit.sources.arrivals import CREDENTIALS, QUEUED, SETTINGS
from tests.unit.sources.test_sms import said, send
from tests.unit.sources.test_sms import text as arrival

MEANT: Final = ("stop", "slogan", "reaction", "join", "help", "twilio", "other")
"""`twilio`: one of the words that Twilio answers itself. `join`: a keyword, or nearly one."""
MADE: Final = ("opt_out", "held", "joins", "near", "help", "hint", "nothing")
SAFE: Final = frozenset({"opt_out", "held"})

CAMPAIGNS = Campaigns.from_literal(
    {
        998: {"name": "Save the Whales", "sms": {"keywords": ("JOIN",), "reply": "Thanks!", "help": "Help."}},
        999: {"name": "Keep the Whale Sanctuary", "sms": {"keywords": ("WHALES",), "reply": "Thanks!"}},
        1000: {"name": "Salvemos las ballenas", "language": "es", "sms": {"keywords": ("UNETE",), "reply": "Gracias"}},
    }
)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of the list."""

    meant: str
    expected: str
    text: str


def texts() -> Iterator[Text]:
    for line in (Path(__file__).parent / "texts.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            meant, expected, text = line.split("\t")
            yield Text(meant, expected, text.encode("latin-1", "backslashreplace").decode("unicode_escape"))


TEXTS: Final = tuple(texts())


def made_of(text: str) -> str:
    """What the relay makes of a text, by what it does and says."""
    to = remembering(QUEUED, credentials=CREDENTIALS, settings=SETTINGS, campaigns=CAMPAIGNS)
    answer = said(send(to, arrival(text)))
    return _kept(to) or _told(answer)


def _kept(to: Relay) -> str:
    if to.intake.held:
        return "held"
    if not to.intake.accepted:
        return ""
    (accepted,) = to.intake.accepted
    return "opt_out" if "smsOptout" in accepted.advocate else "joins"


def _told(answer: str) -> str:
    ways = {
        "nothing else": "near",
        "solo la palabra": "near",
        "Help.": "help",
        "Sorry": "hint",
        "<Response/>": "nothing",
    }
    return next(way for words, way in ways.items() if words in answer)


@pytest.fixture(scope="module")
def made() -> dict[Text, str]:
    return {text: made_of(text.text) for text in TEXTS}


def test_each_text_is_in_the_list_once_and_each_way_is_known() -> None:
    assert len(TEXTS) == len({text.text for text in TEXTS}) >= 400
    assert {text.meant for text in TEXTS} == set(MEANT)
    assert {text.expected for text in TEXTS} <= set(MADE)


def test_each_text_becomes_what_the_list_says(made: dict[Text, str]) -> None:
    assert {text.text: way for text, way in made.items() if way != text.expected} == {}


def test_no_text_that_is_no_opt_out_becomes_one(made: dict[Text, str]) -> None:
    assert [text.text for text, way in made.items() if way == "opt_out" and text.meant != "stop"] == []


def test_of_a_hundred_opt_outs_at_most_one_is_neither_obeyed_nor_held(
    made: dict[Text, str], record_property: Callable[[str, object], None]
) -> None:
    record_property("told", _matrix(made))
    assert _recall(made) >= 0.99


def test_who_only_reacts_and_who_shows_a_slogan_that_names_its_cause_loses_nothing(made: dict[Text, str]) -> None:
    assert {way for text, way in made.items() if text.meant == "reaction"} == {"nothing"}
    slogans = [way for text, way in made.items() if text.meant == "slogan"]
    assert slogans.count("held") <= len(slogans) / 20


def _recall(made: dict[Text, str]) -> float:
    stops = [way for text, way in made.items() if text.meant == "stop"]
    return sum(way in SAFE for way in stops) / len(stops)


def _matrix(made: dict[Text, str]) -> str:
    counted = Counter((text.meant, way) for text, way in made.items())
    rows = [("texts", *MADE), *((meant, *(str(counted[meant, way] or "") for way in MADE)) for meant in MEANT)]
    table = "\n".join(f"{row[0]:10}" + "".join(f"{cell:>9}" for cell in row[1:]) for row in rows)
    obeyed = sum(counted[meant, "opt_out"] for meant in MEANT)
    precision = counted["stop", "opt_out"] / obeyed
    return f"{table}\nopt-outs: precision {precision:.1%}, recall {_recall(made):.1%} (obeyed or held)"
