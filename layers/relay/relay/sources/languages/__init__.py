"""The words that are said to a campaign's people: ours by language, and over them those of its own.

Ours are one module for each language and kind of sender, imported late, so that nobody pays for words that are not
said. A campaign's own stand in campaigns.toml under the same names (docs/words.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Literal

from relay.campaigns import Campaign

type Words = Mapping[str, str]
"""Texts by their names, which are the same in every language. Braces hold what is put in: {label}."""


def spoken(kind: Literal["pages", "sms"], language: str, campaigns: Iterable[Campaign]) -> Words:
    """Our words in this language, and over them those that all of these campaigns have of their own."""
    ours, own = _ours(kind, language), shared(campaigns)
    return {**ours, **own} if own else ours


@cache
def _ours(kind: str, language: str) -> Words:
    words: Words = import_module(f"relay.sources.languages.{kind}_{language}").WORDS
    return words


def shared(campaigns: Iterable[Campaign]) -> dict[str, str]:
    """The words of their own that all of these campaigns have: what only some say, none can say for the others."""
    first, *others = [campaign.words or {} for campaign in campaigns] or [{}]
    return {name: text for name, text in first.items() if all(other.get(name) == text for other in others)}


def in_a_sentence(items: Sequence[str], last_two: str) -> str:
    """Items in a sentence: commas between them, and the last joined by the word of this template."""
    *first, last = items
    return last_two.format(first=", ".join(first), last=last) if first else last
