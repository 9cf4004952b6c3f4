"""What forms ask for in other pieces than the API takes: a whole name, with title and suffix, a phone in three
boxes, a street without its number.

Every piece is used, and words are told apart only where they can be no name: "Dr. Jane Doe" has a title, "Doe, Jane"
begins with the last name, "Jane Doe, PhD" doesn't. The API has no argument for a suffix, so it stays with the last
name. Imported only where there is such a piece.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from relay.sources.typed.values import normalise
from relay.sources.typed.vocabulary import TITLES, words_of
from relay.submission import Argument

# Titles that are names, too: only with their dot.
_DOTTED_TITLES: Final = words_of(
    "hon rep sen gov gen col capt cpt maj lt sgt cpl pvt adm cmdr pres amb fr ing lic arq br pr supt insp"
    " atty msgr mons bro sis det ofc dn dña drs dipl-ing"
)
_TITLES_OF_LAST_NAMES: Final = frozenset({"mr", "mrs", "ms", "mx"})  # "Mrs. Doe" has no first name, "Dr. Jane" may
_BETWEEN_TITLES: Final = frozenset({"&", "and", "y"})
_SUFFIXES: Final = words_of(
    "jr sr ii iii iv 2nd 3rd 4th phd md esq esquire dds dmd dvm jd rn cpa mba edd mph mpa msw lcsw dnp ret usa usn usmc"
    " usaf inc llc ltd"
)
_SUFFIXES_IN_CAPITALS: Final = frozenset({"MA", "PA", "PE", "NP", "DO", "OD"})  # else they may be names


LOCAL_DIGITS: Final = 7  # of a US number without its area code


class Name(NamedTuple):
    """A whole name's pieces, "" for what it doesn't have."""

    prefix: str
    first: str
    last: str


def put_together(arguments: dict[str, Argument]) -> None:
    """Put the pieces together, in place: of a name into prefix, first and last name, of a phone into one number."""
    pieces = {name: str(arguments.pop(name, "")) for name in ("name", "middlename", "suffix", "title")}
    whole = pieces["name"]
    _use_whole(arguments, whole)
    _use_titles_of_first(arguments)
    if _is_title(pieces["title"]):
        arguments.setdefault("prefix", pieces["title"])
    middle = pieces["middlename"]
    if middle and middle.lower() not in whole.lower().split():
        arguments["firstname"] = _joined(arguments.get("firstname"), middle)
    if pieces["suffix"]:
        arguments["lastname"] = _joined(arguments.get("lastname"), pieces["suffix"])
    _use_house_number(arguments)
    third = str(arguments.pop("address3", ""))
    if third:
        arguments["address2"] = _joined(arguments.get("address2"), third)
    _use_phone(arguments)


def parsed(name: str) -> Name:
    """The pieces of a whole name, in either order: "Jane Doe" or "Doe, Jane"."""
    parts = [part for part in (" ".join(part.split()) for part in name.split(",")) if part]
    titles = [part for part in parts if _is_title(part)] if len(parts) > 1 else []
    names = [part for part in parts if part not in titles]
    after = [part for part in names[1:] if _is_suffix(part)]
    main = [part for number, part in enumerate(names) if not number or not _is_suffix(part)]
    if not main:
        return Name("", name.strip(), "")
    prefix, last = _without_titles(main[0].split())
    if len(main) > 1:
        more, first = _without_titles(" ".join(main[1:]).split())
        prefix = f"{prefix} {more}".strip()
    elif len(last) == 1 and _letters(prefix.split()[-1] if prefix else "") in _TITLES_OF_LAST_NAMES:
        first = []
    elif all(map(_is_suffix, last[1:])):
        first, last = last, []
    else:
        first, last = last[:1], last[1:]
    (last or first).extend(after)
    return Name(" ".join(filter(None, (prefix, *titles))), " ".join(first), " ".join(last))


def _use_whole(arguments: dict[str, Argument], whole: str) -> None:
    """Give a whole name's pieces to the arguments that weren't given by themselves."""
    if not whole:
        return
    prefix, first, last = parsed(whole)
    if prefix:
        arguments.setdefault("prefix", prefix)
    given_first, given_last = (str(arguments.get(name, "")) for name in ("firstname", "lastname"))
    full = f"{first} {last}".strip()
    if given_first and given_last:
        return
    is_given_whole = " " in full and full.lower() in {given_first.lower(), given_last.lower()}
    if given_last and not is_given_whole:
        first, last = _less(full, given_last, at_end=True), given_last
    elif given_first and not is_given_whole:
        first, last = given_first, (last if not first else _less(full, given_first, at_end=False))
    for name, value in (("firstname", first), ("lastname", last)):
        if value:
            arguments[name] = value


def _less(full: str, known: str, *, at_end: bool) -> str:
    """A name without the first or last name in it that is known already; all of it if that isn't in it."""
    if full.lower() == known.lower():
        return ""
    if at_end:
        return full[: -len(known)].strip() if full.lower().endswith(f" {known.lower()}") else full
    return full[len(known) :].strip() if full.lower().startswith(f"{known.lower()} ") else full


def _use_titles_of_first(arguments: dict[str, Argument]) -> None:
    prefix, words = _without_titles(str(arguments.get("firstname", "")).split())
    if prefix:
        arguments.setdefault("prefix", prefix)
        arguments["firstname"] = " ".join(words)


def _use_house_number(arguments: dict[str, Argument]) -> None:
    """Put the house's number before its street, as US addresses have it."""
    number, route = (str(arguments.pop(name, "")) for name in ("housenumber", "route"))
    street = str(arguments.get("address1", "")) or route  # alone, a route may be a page's
    if number and street and number not in street.split():
        arguments["address1"] = f"{number} {street}"


def _use_phone(arguments: dict[str, Argument]) -> None:
    """Make one phone of a country's code and the boxes for area, exchange and line."""
    code, *boxes = (str(arguments.pop(f"phone{number}", "")) for number in range(4))
    number = str(arguments.get("phone", "")) or "".join(boxes)
    if number not in boxes and sum(map(str.isdigit, number)) == LOCAL_DIGITS:  # the area code has a box of its own
        number = f"{boxes[0]}{number}"
    digits = "".join(filter(str.isdigit, code))
    if number and digits.lstrip("0") not in {"", "1"} and not number.startswith("+"):
        number = f"+{digits.lstrip('0')}{number}"
    if number:
        arguments["phone"] = normalise("phone", number)


def _without_titles(words: list[str]) -> tuple[str, list[str]]:
    """The titles before a name, and the rest of its words, one at least."""
    words = _spaced(words)
    taken = 0
    while taken < len(words) - 1:
        ahead = words[taken].lower()
        is_between = ahead in _BETWEEN_TITLES if taken else ahead == "the"
        if not _is_title(words[taken]) and not (is_between and _is_title(words[taken + 1])):
            break
        taken += 1
    if taken and not _is_title(words[taken - 1]):
        taken -= 1
    return " ".join(words[:taken]), words[taken:]


def _spaced(words: Sequence[str]) -> list[str]:
    """The words of a name, with a space after the title of "Dr.Jane"."""
    spaced: list[str] = []
    for word in words:
        first, dot, rest = word.partition(".")
        is_glued = rest[:1].isalpha() and first.lower() in TITLES | _DOTTED_TITLES
        spaced += [f"{first}{dot}", rest] if is_glued else [word]
    return spaced


def _is_title(text: str) -> bool:
    """Whether this is nothing but titles."""
    return bool(text) and all(
        _letters(word) in TITLES or (word.endswith(".") and _letters(word) in _DOTTED_TITLES) for word in text.split()
    )


def _is_suffix(text: str) -> bool:
    return all(_letters(word) in _SUFFIXES or word in _SUFFIXES_IN_CAPITALS for word in text.split())


def _letters(word: str) -> str:
    return word.replace(".", "").lower()


def _joined(before: Argument | None, after: str) -> str:
    """Both, unless the one ends with the other already."""
    text = str(before or "")
    last = text.rsplit(maxsplit=1)[-1:]
    return text if [_letters(word) for word in last] == [_letters(after)] else f"{text} {after}".strip()
