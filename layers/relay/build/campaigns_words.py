"""Judge a campaign's own words: the texts of [campaigns.998.words], which stand in the place of the relay's.

What they may be called, and what must be put into them, is told by the relay's own words (campaigns_keys.py). TOML's
tables and dotted keys come to the same: `labels.zip5 = "..."`, or `zip5 = "..."` under [campaigns.998.words.labels].
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from campaigns_keys import KEYS_INSTEAD, WORDS, names_below
from campaigns_model import Found, home_of, shown, tables, unknown
from campaigns_text import Location, dotted
from relay.campaign_values import Empty, printable, quoted

LONGEST: Final = 500
LONGEST_OF_TEXTS: Final = 160
"""Characters, where several make one answer to a text: Twilio sends no more than `LONGEST_REPLY` at once."""
WHAT_IS_PUT_IN: Final[Mapping[str, str]] = {
    "choices": "the keywords with their campaigns",
    "code": "the code of the fault",
    "contacts": "the e-mail, tweet or call",
    "first": "what comes before the last",
    "header": "the header's name",
    "keyword": "the keyword",
    "label": "the field's label",
    "last": "the last of several",
    "name": "the campaign's name",
    "names": "the names of the campaigns",
    "organization": "whose campaign it is",
    "site": "the site's name",
    "stop": "how to stop texts",
}
BRACES: Final = re.compile(r"\{[^{}]*\}|[{}]")
HTML: Final = re.compile(r"(?i)</?[a-z][a-z0-9]*(\s[^<>]*)?/?>|<!--|&(#[0-9]+|#x[0-9a-f]+|[a-z][a-z0-9]+);")
LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def found(data: Mapping[str, Any]) -> Iterator[Found]:
    """All that is wrong with the words of all campaigns."""
    for key, table in tables(data):
        if isinstance(table.get("words"), dict):
            yield from _found(("campaigns", key, "words"), table["words"], "", data)


def flat(table: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """Words that nothing is wrong with, by their whole names."""
    words: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            words |= flat(value, f"{above}{key}.")
        else:
            words[f"{above}{key}"] = " ".join(value.split())
    return words


def _found(location: Location, table: Mapping[str, Any], above: str, data: Mapping[str, Any]) -> Iterator[Found]:
    """What is wrong with the table `above`, or "" for all words, which stands at `location`."""
    for key, value in table.items():
        name, place = f"{above}.{key}".removeprefix("."), (*location, key)
        if name in WORDS:
            if fault := _fault(name, value):
                yield place, fault
        elif not (inside := names_below(name)):
            yield place, unknown(names_below(above), _meant(name, above), _instead(name, place, data))
        elif isinstance(value, dict):
            yield from _found(place, value, name, data)
        else:
            some = f"{inside[0]} = {quoted(_example(name))}"
            yield place, f"{shown(value)} can't stand here; write a table [{dotted(place)}] and, under it, {some}"


def _example(table: str) -> str:
    return next(text for name, text in WORDS.items() if name.startswith(f"{table}."))


def _meant(name: str, table: str) -> str | None:
    """The whole name that was probably meant: one of the same table, or else one of the same last part."""
    last = name.rpartition(".")[2].lower()
    beside = {known.lower(): known for known in names_below(table)}
    if near := difflib.get_close_matches(last, beside, n=1):
        return f"{table}.{beside[near[0]]}".removeprefix(".")
    elsewhere = (known for known in WORDS if known.rpartition(".")[2].lower() == last)
    return next(iter([*elsewhere, *difflib.get_close_matches(name, WORDS, n=1)]), None)


def _instead(name: str, place: Location, data: Mapping[str, Any]) -> str | None:
    """Where a text belongs that is no word, if that is plain."""
    if name in KEYS_INSTEAD:
        source, key = KEYS_INSTEAD[name]
        return f"[campaigns.{place[1]}.{source}], as {key}"
    return home_of(place, data) if "." not in name else None


def _fault(name: str, value: object) -> str | None:
    """What is wrong with a word's text, if anything."""
    instead = f"write a text in quotes, such as {quoted(WORDS[name])}, or leave it out"
    if not isinstance(value, str):
        return f"{shown(value)} can't stand here; {instead}"
    try:
        printable(value, LONGEST_OF_TEXTS if name.startswith("sms.") else LONGEST)
    except Empty:
        return f"is empty; {instead}"
    except ValueError as error:
        return str(error)
    if name == "lang" and not LANGUAGE_TAG.fullmatch(value):
        return f'{quoted(value)} is not the tag of a language; write one such as "en", "es" or "pt-BR"'
    if html := HTML.search(value):
        return f"has HTML in it, {quoted(html[0])}, which people would read as it stands; write plain text"
    return _fault_of_places(value, BRACES.findall(WORDS[name]))


def _fault_of_places(text: str, wanted: list[str]) -> str | None:
    """What is wrong with the places in a text where something is put in, if anything."""
    listed = " and ".join(dict.fromkeys(wanted))
    for place in BRACES.findall(text):
        if place not in wanted:
            instead = f"write {listed} only" if wanted else "delete it, for nothing is put into this text"
            return f"has {quoted(place)} in it, where nothing can be put in; {instead}"
    for place in wanted:
        if place not in text:
            return f"has no {place} in it; write {place} where {WHAT_IS_PUT_IN[place.strip('{}')]} is to stand"
    return None
