"""What a text is answered that is no keyword by itself: in the campaign's language, and naming it.

What the organiser wrote in campaigns.toml comes first: an answer of its own as it stands, else its words in the
place of ours. Which campaign is meant is for the source to find out; where it can't be told, all are, each in its own
language.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from relay.campaigns import Campaign
from relay.sources.languages import Words, in_a_sentence, shared, spoken

type Kind = Literal["hint", "near", "help", "unclear", "abroad", "stopped"]
"""`near` is the hint to somebody who nearly had the keyword; `unclear`, the answer to what may be an opt-out."""

KEYS: Final[Mapping[Kind, str]] = {"near": "hint"}
"""The key of campaigns.toml, where it has another name."""
MOST_NAMED: Final = 4
"""Campaigns that are named in one text. More would be a list that nobody reads."""


def answer(kind: Kind, campaigns: Sequence[Campaign], keyword: str = "") -> str:
    """The answer of these campaigns, which have texts; `keyword` is the one that was nearly meant."""
    own: dict[str, None] = {}
    others = list(campaigns)
    if f"sms.{kind}" not in shared(campaigns):
        said = {campaign.id: getattr(campaign.sms, KEYS.get(kind, kind)) for campaign in campaigns}
        own = dict.fromkeys(filter(None, said.values()))
        others = [campaign for campaign in campaigns if not said[campaign.id]]
    spoken_to = dict.fromkeys(campaign.language for campaign in others) or ({} if own else {"en": None})
    defaults = [
        _default(kind, language, [each for each in others if each.language == language], keyword)
        for language in spoken_to
    ]
    return "\n".join([*own, *defaults])


def _default(kind: Kind, language: str, campaigns: Sequence[Campaign], keyword: str) -> str:
    words = spoken("sms", language, campaigns)
    said = words[f"sms.{kind}"].format(
        names=_names(words, [campaign.name for campaign in campaigns]),
        join=_join(words, campaigns),
        stop=words["sms.stop"],
        keyword=keyword,
    )
    return " ".join(said.split())


def _names(words: Words, names: Sequence[str]) -> str:
    return in_a_sentence(names, words["sms.and"]) if 0 < len(names) <= MOST_NAMED else words["sms.some"]


def _join(words: Words, campaigns: Sequence[Campaign]) -> str:
    """How to join, in a sentence; nothing if there is no campaign, or too many."""
    choices = [(sms.keywords[0], campaign.name) for campaign in campaigns if (sms := campaign.sms)]
    if not 0 < len(choices) <= MOST_NAMED:
        return ""
    if len(choices) == 1:
        return words["sms.join"].format(keyword=choices[0][0])
    choice = words["sms.choice"]
    those = [choice.format(keyword=keyword, name=name) for keyword, name in choices]
    return words["sms.join_one_of"].format(choices=in_a_sentence(those, words["sms.or"]))
