"""Texts that are a keyword but for courtesies, and texts that are near to one.

"JOIN please" is the keyword. "Join the whales", "I want to JOIN" and "JOIM" are not, for nobody is made to join by a
guess; but whoever texts them can be told the right word. What is exactly a keyword is known without this module.
"""

from collections.abc import Sequence
from typing import Final

from relay.campaigns import Campaign, Campaigns
from relay.sources.texts import plain_words
from relay.sources.texts.wording import without_courtesies

GLADLY: Final = frozenset({"yes", "yeah", "yep", "sure", "si"})
MOST_WORDS: Final = 40
FEW_WORDS: Final = 4
ENDINGS: Final = 3
"""Letters that a word may have behind a keyword: joined, joining."""


def courteous(text: str, campaigns: Campaigns) -> Campaign | None:
    """The campaign whose keyword this is, said politely or more than once."""
    said = _asked(text)
    for keyword, campaign in campaigns.by_keyword.items():
        wanted = _asked(keyword)
        times = len(said) // len(wanted) if wanted else 0
        if said and said == wanted * times:
            return campaign
    return None


def _asked(text: str) -> list[str]:
    return [word for word in without_courtesies(text) if word not in GLADLY]


def nearest(text: str, campaigns: Campaigns) -> tuple[str, Campaign] | None:
    """The keyword that was probably meant, with its campaign: one of the campaign that is named, else the nearest."""
    said = plain_words.words(text)[:MOST_WORDS]
    named = [found for found in campaigns.by_keyword.items() if _is_named(said, found[1].name)]
    if len({campaign.id for _, campaign in named}) == 1:
        return named[0]
    ranked = [
        (rank, keyword)
        for keyword in campaigns.by_keyword
        if (rank := _rank(said, plain_words.words(keyword))) is not None
    ]
    if not ranked:
        return None
    _, keyword = min(ranked)
    return keyword, campaigns.by_keyword[keyword]


def _is_named(said: Sequence[str], name: str) -> bool:
    """Whether a campaign's name of several words stands in what was said; one word is too near to others' keywords."""
    words = plain_words.words(name)
    sentence = f" {' '.join(said)} "
    return len(words) > 1 and f" {' '.join(words)} " in sentence


def _rank(said: Sequence[str], wanted: Sequence[str]) -> tuple[int, int] | None:
    """How far the text is from a keyword, and where in it that is found; None if it is not near."""
    alone = "".join(wanted)
    if not alone:
        return None
    for place in range(len(said)):
        if list(said[place : place + len(wanted)]) == list(wanted):
            return 0, place
    if len(said) > FEW_WORDS + len(wanted):
        return None
    tried = [(0, "".join(said)), *(enumerate(said) if len(wanted) == 1 else ())]
    near = [(far, place) for place, word in tried if (far := _far(word, alone)) is not None]
    return min(near, default=None)


def _far(word: str, alone: str) -> int | None:
    """How many slips of the finger away from the keyword a word is; None for too many."""
    slips = 0 if len(alone) < 4 else 1 if len(alone) < 8 else 2  # noqa: PLR2004 - a short word is near to many others
    if abs(len(word) - len(alone)) > max(slips, ENDINGS):
        return None
    if len(alone) > ENDINGS and word.startswith(alone):
        return 1
    far = plain_words.distance(word, alone)
    return far if far <= slips else None
