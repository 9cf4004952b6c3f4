"""Forms that are made for a test, and a strict reader of their HTML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from forms.made import Made, made

RELAY: Final = "https://relay.example.org"
WITHOUT_END: Final = frozenset({"meta", "link", "input", "br"})
KINDS: Final[Mapping[str, str]] = {
    "sign-up": "",
    "letter": 'kind = "letter"\nsubject = "Please vote for it"\nmessage = "Dear & quiet\\n\\n<b>Waters</b>"',
    "petition": 'kind = "petition"',
    "rsvp": 'kind = "rsvp"\nguests = 2',
    "tweet": 'kind = "tweet"\ntweet = "[@legislator] Save them"',
}
"""What the form of each kind needs in campaigns.toml."""
CONSENT: Final = '[campaigns.998.form.consent]\nid = "news-1"\nemail = "Mail me"\nsms = "Text me. Reply STOP to stop."'


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a page: its name, attributes, the elements that it stands in, and the text in it."""

    name: str
    attributes: Mapping[str, str]
    above: tuple["Element", ...] = field(repr=False)
    texts: list[str] = field(default_factory=list, repr=False)

    @property
    def text(self) -> str:
        return "".join(self.texts)


class Page(HTMLParser):
    """The elements of a page. Raises `AssertionError` where one is not closed, or closed twice."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), self.get_starttag_text()
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        self.elements.append(element)
        if tag not in WITHOUT_END:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.texts.append(data)

    def all(self, tag: str, /, **attributes: str) -> list[Element]:
        """All elements of this name that have these attributes."""
        return [
            each for each in self.elements if each.name == tag and attributes.items() <= dict(each.attributes).items()
        ]

    def one(self, tag: str, /, **attributes: str) -> Element:
        (only,) = self.all(tag, **attributes)
        return only

    def fields(self) -> Iterator[Element]:
        """What a person may fill in or a browser sends."""
        yield from (each for each in self.elements if "name" in each.attributes and each.name != "meta")

    def names(self) -> list[str]:
        """The names of the fields that people see, each once."""
        seen = (
            each.attributes["name"]
            for each in self.fields()
            if each.attributes.get("type") != "hidden" and not any("hidden" in one.attributes for one in each.above)
        )
        return list(dict.fromkeys(seen))

    def hidden(self) -> dict[str, str]:
        """The hidden fields and their values."""
        return {each.attributes["name"]: each.attributes["value"] for each in self.all("input", type="hidden")}


def toml(form: str = "", *, campaign: str = "", web_form: str = "", more: str = "") -> str:
    """A file with one campaign, and what its tables have."""
    table = f"[campaigns.998.form]\n{form}\n" if form else ""
    return (
        f'[campaigns.998]\nname = "Save the Whales"\norganization = "Friends & Whales"\n{campaign}\n'
        f"[campaigns.998.web_form]\n{web_form}\n{table}{more}\n"
    )


def form_of(tmp_path: Path, text: str) -> Made:
    """The form of campaign 998 in a file that says this."""
    file = tmp_path / "campaigns.toml"
    file.write_text(text, encoding="utf-8")
    return made(file, "998", RELAY)


def page_of(tmp_path: Path, text: str) -> Page:
    return Page(form_of(tmp_path, text).html)
