"""Check campaigns.toml and turn it into the literal that the layer carries.

An organiser edits that file by hand, so every problem names the line and the key, and says what to write instead.
campaigns_text.py reads the file as TOML, campaigns_model.py judges its values, campaigns_words.py a campaign's words,
campaigns_fields.py what fields are called, campaigns_form.py the form that is made for its people; here is what takes
more than one value to tell, and the command. All this runs when the layer is built, and never at run time: a cold start
imports `relay/_campaigns.py`, one literal. Whether a campaign exists on the platform is not checked: that would need
the platform.

    python campaigns_toml.py campaigns.toml                       checks; the package relay must be on PYTHONPATH
    python campaigns_toml.py campaigns.toml relay/_campaigns.py   checks and writes; a site named third is one more
                                                                  that every form may be on and lead to
"""

import pprint
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import campaigns_fields
import campaigns_form
import campaigns_text
import campaigns_words
from campaigns_model import Found, Literal, judged, named_only, nameless, tables
from campaigns_text import CampaignsError, Document, Location, Problem, dotted
from relay.campaign_values import is_number, keyword, quoted
from relay.campaigns import SOURCES
from relay.keywords import spelling
from relay.sources.texts import wording


def load(path: Path) -> Literal:
    """Read and check campaigns.toml. Raises `CampaignsError` with every problem that it has, in its order."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CampaignsError([Problem(None, f"{path} is not there; write it, or the path of a file that is")]) from None
    except OSError as error:
        raise CampaignsError([Problem(None, f"{path} can't be read: {error.strerror}; write a file there")]) from None
    document = campaigns_text.document(content)
    literal, found = judged(document.data)
    found += [*_without_source(document.data), *_opt_outs(document.data), *_ambiguous_keywords(document.data)]
    found += [*_without_pages(document.data)]
    found += [*campaigns_words.found(document.data), *campaigns_fields.found(document.data)]
    found += [each for key, table in tables(document.data) for each in campaigns_form.found(key, table)]
    if found:
        raise CampaignsError(_in_order(found, document))
    for table in (table for table in literal.values() if "words" in table):
        table["words"] = campaigns_words.flat(table["words"])
    return literal


def write_module(literal: Literal, path: Path) -> None:
    """Write the Python module that holds the campaigns as one literal: all of them that functions need."""
    needed = {number: {key: table[key] for key in table if key != "form"} for number, table in literal.items()}
    text = pprint.pformat(needed, width=110, sort_dicts=False)
    path.write_text(f'"""Written by the build from campaigns.toml."""\n\nCAMPAIGNS = {text}\n', "utf-8")


def allow(site: str, campaigns: Literal) -> None:
    """Add a site to every form's origins and redirects: the page of `make run`, on a laptop."""
    for form in (table["web_form"] for table in campaigns.values() if "web_form" in table):
        for name in ("origins", "redirects"):
            form[name] = tuple(dict.fromkeys((*form[name], site)))


def _in_order(found: Sequence[Found], document: Document) -> list[Problem]:
    def place(one: Found) -> tuple[int, list[int]]:
        location, _ = one
        return document.line(location) or 0, [part for part in location if isinstance(part, int)]

    return [
        Problem(document.line(location), f"{dotted(location)}: {text}") for location, text in sorted(found, key=place)
    ]


# ---------------------------------------------------------------- what one class alone can't tell


def _keywords(data: Mapping[str, Any]) -> Iterator[tuple[Location, str]]:
    """Every keyword that can be one, as it is written, with its place."""
    for key, table in tables(data):
        sms = table.get("sms")
        words = sms.get("keywords") if isinstance(sms, dict) else None
        for index, word in enumerate(words if isinstance(words, list) else ()):
            if isinstance(word, str) and _is_keyword(word):
                yield ("campaigns", key, "sms", "keywords", index), word


def _is_keyword(word: str) -> bool:
    try:
        return bool(keyword(word))
    except ValueError:
        return False


def _without_source(data: Mapping[str, Any]) -> Iterator[Found]:
    """Campaigns that nothing feeds; unless others have no name, for then their headings belong together."""
    for place in () if nameless(data) else named_only(data):
        key = str(place[-1])
        if len(place) == 1 or not is_number(key):
            continue
        *others, last = (f"[campaigns.{key}.{source}]" for source in SOURCES)
        some = ", ".join(others)
        yield (
            place,
            f"no source may feed this campaign; add a table for one of them, {some} or {last}, or take it out",
        )


def _opt_outs(data: Mapping[str, Any]) -> Iterator[Found]:
    for location, word in _keywords(data):
        if wording.is_opt_out(spelling(word)):
            yield location, f"{quoted(word)} is what people text to leave; write another keyword"


def _without_pages(data: Mapping[str, Any]) -> Iterator[Found]:
    """Forms that may stand on no page at all."""
    for key, table in tables(data):
        form = table.get("web_form")
        if not isinstance(form, dict) or form.get("only_from_origins") is not True:
            continue
        if not form.get("origins") and not form.get("redirects"):
            place = ("campaigns", key, "web_form", "only_from_origins")
            yield place, "is true and no site is listed, so every form is refused; list its site in origins"


def _ambiguous_keywords(data: Mapping[str, Any]) -> Iterator[Found]:
    owners: dict[str, tuple[Location, str]] = {}
    for location, word in _keywords(data):
        first, earlier = owners.setdefault(spelling(word), (location, word))
        if first != location:
            alike = f", as {quoted(earlier)}, for case and accents don't count" if word != earlier else ""
            stands = f"{quoted(word)} already stands for campaign {first[1]}{alike}"
            other = "write another keyword, for each can stand for one campaign only"
            yield location, f"{stands}; {'delete one of the two' if first[1] == location[1] else other}"


def main(arguments: Sequence[str]) -> int:
    """Check the file named first and, if a second is named, write the module there, with the site named third.

    Returns the exit code.
    """
    source, *targets = (Path(argument) for argument in arguments[:2])
    try:
        campaigns = load(source)
    except CampaignsError as error:
        for problem in error.problems:
            print(f"{source.name}, {problem}" if problem.line else f"{source.name}: {problem}", file=sys.stderr)
        return 1
    for site in arguments[2:]:
        allow(site, campaigns)
    for target in targets:
        write_module(campaigns, target)
    print(f"{source.name}: {len(campaigns)} campaign{'s' if len(campaigns) != 1 else ''}, fine")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
