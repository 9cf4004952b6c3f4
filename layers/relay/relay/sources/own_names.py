"""What a campaign calls the fields of its senders, put to use: [campaigns.998.web_form.names] of campaigns.toml.

A field is named by its whole path (`payload.data.Your mail`) or by the end of it (`Your mail`), in any case, with `.`
or brackets, with or without spaces, `_` and `-`. A number alone is a whole path: as the end of one it would be an
index. What is named so is what campaigns.toml says, whatever others call so. Imported only for campaigns with names.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from relay.campaigns import Campaign
from relay.sources import bodies
from relay.sources.http import Request
from relay.sources.typed import fields, names
from relay.sources.typed.vocabulary import ARGUMENTS, squeezed

MAY_BE_SEVERAL: Final = fields.LISTS | {"fields", ""}
MOST_PARTS: Final = 100
"""Of a path whose ends are looked at. JSON is no deeper than ten, but a question's own words may have dots."""
OF_A_WHOLE_NAME: Final = frozenset({"firstname", "lastname"})
PARTS: Final = str.maketrans({"[": ".", "(": ".", "]": None, ")": None, " ": None, "_": None, "-": None})


def read(request: Request, campaigns: Iterable[Campaign]) -> fields.Filled:
    """What a request says by the names of these campaigns, of which the first has its way. Raises `Refused`.

    What no form could send in JSON is left out: services send much of their own beside what was filled in.
    """
    called = Called(campaigns)
    is_json = bodies.media_type(request.header("content-type"))[0] == bodies.JSON
    pairs = bodies.read(request, strict=not is_json, known=lambda name: called.ours(name) is not None)
    pairs = tuple(called.counted(pairs))
    return fields.read(renamed(pairs, called.of(pairs)))


class Called:
    """What fields are called here, by their paths as they are compared."""

    def __init__(self, campaigns: Iterable[Campaign]) -> None:
        self._names: dict[str, str] = {}
        for campaign in campaigns:
            for theirs, ours in ((campaign.web_form and campaign.web_form.names) or {}).items():
                self._names.setdefault(path_of(theirs), ours)

    def ours(self, name: str) -> str | None:
        """What a field is here, None if campaigns.toml doesn't say."""
        path = path_of(name)
        return next((self._names[key] for key in _ends(path) if key in self._names), None)

    def counted(self, pairs: bodies.Pairs) -> Iterator[tuple[str, str]]:
        """The fields, of which an item of a list has a path of its own if that is named: `mails[0]`."""
        seen: dict[str, int] = {}
        for name, value in pairs:
            whole = name.removesuffix("[]")
            index = seen[whole] = seen.get(whole, -1) + 1
            path = f"{whole}[{index}]"
            yield (path if path_of(path) in self._names else name), value

    def of(self, pairs: bodies.Pairs) -> Mapping[str, str]:
        """What each of these fields is here, by the name that it was sent under.

        Where a whole path is named, the same words at the end of another path are not meant.
        """
        whole = {path for path in (path_of(name) for name, _ in pairs) if path in self._names}
        found = {name: self.ours(name) for name, _ in pairs}
        return {
            name: ours
            for name, ours in found.items()
            if ours is not None and (path_of(name) in whole or self._key(name) not in whole)
        }

    def _key(self, name: str) -> str:
        return next(key for key in _ends(path_of(name)) if key in self._names)


def path_of(name: str) -> str:
    """A field's path as it is compared."""
    return name.lower().translate(PARTS).strip(".")


def _ends(path: str) -> Iterator[str]:
    """The path, and its ends that are more than an index, the longest first."""
    yield path
    if path.count(".") >= MOST_PARTS:
        return
    _, dot, rest = path.partition(".")
    while dot:
        if not rest.replace(".", "").isdigit():
            yield rest
        _, dot, rest = rest.partition(".")


def renamed(pairs: bodies.Pairs, ours: Mapping[str, str]) -> bodies.Pairs:
    """The fields under their names here, without those that only seem to be one of them."""
    said = {_argument(ours[name]) for name, value in pairs if name in ours and value.strip()} - MAY_BE_SEVERAL
    taken = said | ({"name"} if said & OF_A_WHOLE_NAME else set())
    kept: list[tuple[str, str]] = []
    for name, value in pairs:
        if name in ours:
            kept.append((ours[name], value))
        elif not taken or _argument(name) not in taken:
            kept.append((name, value))
    return tuple(kept)


def _argument(name: str) -> str:
    """The API's argument that a name stands for, "" if it is none."""
    wire = ARGUMENTS.get(squeezed(name.removesuffix("[]")))
    return names.understood(name).wire if wire is None else wire
