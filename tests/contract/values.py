"""Values for every documented argument: what fits it, and what breaks its rule, for both ends alike.

A fit has the value that a caller gives to the client and what then goes over the wire. A break is a value as on the
wire, which the client refuses to send and the sandbox refuses to take. What only the client can see, since it has no
form on the wire or has lost something by then (a ZIP as a number), is kept apart.

Written to the documentation's rows (documented.py), not to either end's table.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from tests.contract.documented import FIVE_DIGITS, FLAG, ID, IDS, PHONE, POSTAL, STRING, STRINGS, WORD, row

type Wire = str | list[str] | dict[str, str]


class Fit(NamedTuple):
    """A value that is taken, and how it goes over the wire."""

    given: object
    sent: Wire


class Kind(NamedTuple):
    """Values of one kind; see the module."""

    fits: tuple[Fit, ...]
    breaks: tuple[Wire, ...] = ()
    unsendable: tuple[object, ...] = ()


def _as_given(*values: Wire) -> tuple[Fit, ...]:
    return tuple(Fit(value, value) for value in values)


NO_TEXT = (5, ["a"], {"a": "b"}, "\ud800")
LONG_LABEL = "x" * 64

TEXT = Kind(
    _as_given("1800 Example Avenue", "Zoë O'Neil & Söhne", "50 % + 1 = ?; x", "a\nb", "\U0001f40b"), (), NO_TEXT
)
EMAIL = Kind(
    _as_given("ada@example.org", "ada+news@example.org", "o'neil@mail.example.co.uk", "a" * 242 + "@example.org"),
    (
        *("ada", "ada@", "@example.org", "ada@example", "a b@example.org", "a@b@example.org", "a..b@example.org"),
        *(".a@example.org", "a.@example.org", "ada@-example.org", "ada@example..org", f"ada@{LONG_LABEL}.org"),
        *("ad\u00e4@example.org", "a" * 243 + "@example.org"),
    ),
    (5, ["ada@example.org"]),
)
ADDRESS_FILTER = Kind(_as_given("ada@example.org", "ada+news@example.org"), (), (5, ["ada@example.org"]))
PHONES = Kind(
    (Fit("8165550123", "8165550123"), Fit(8165550123, "8165550123")),
    ("816555012", "81655501234", "816-555-0123", "(816) 555-0123", "816 555 0123", "816555012x", "\uff18" * 10),
    (8.165550123e9, True, ["8165550123"]),
)
PHONE_FILTER = Kind(_as_given("8165550123", "(816) 555-0123", "+1 816 555 0123", "816.555.0123"), (), (8165550123,))
ZIP = Kind(
    _as_given("02134", "64108"),
    ("2134", "641080", "64108-1234", "abcde", "\u0660" * 5),
    (2134, 64108, ["64108"]),
)
COUNTRY = Kind((Fit("US", "US"), Fit("ca", "CA")), ("USA", "U", "10001", "1", "ÜS"), (10001, ["US"]))
STATE = Kind(
    (Fit("MA", "MA"), Fit("dc", "DC"), Fit("PR", "PR"), Fit("AE", "AE")),
    ("Massachusetts", "XX", "M", "M1"),
    (5, ["MA"]),
)
FLAGS = Kind(
    (Fit(1, "1"), Fit(0, "0"), Fit("1", "1"), Fit("0", "0"), Fit(True, "1"), Fit(False, "0")),
    ("2", "-1", "yes", "true", "on"),
    ([1], 2, 1.5),
)
WORDS = Kind(
    (Fit(True, "true"), Fit(False, "false"), Fit("true", "true"), Fit("false", "false")), ("yes", "1", "0"), (1, 0)
)
NUMBER = Kind(
    (Fit(998, "998"), Fit("998", "998"), Fit("0998", "998")),
    ("0", "-1", "998a", "9.5", "1e3", "9" * 19, "\u0667"),
    (0, -1, 9.5, True, 10**5000, [998]),
)
NUMBERS = Kind(
    (Fit([998], ["998"]), Fit(["998", 999], ["998", "999"]), Fit((998, "0998"), ["998"])),
    (["0"], ["998", "whales"], ["-1"]),
    ("998", 998, [9.5], {"a": "998"}),
)
LIST = Kind(
    (Fit(["donor"], ["donor"]), Fit(("a, b", "c&d=e", "ü"), ["a, b", "c&d=e", "ü"])), (), ("donor", [5], {"a": "b"})
)
GUEST_NAMES = Kind(
    (Fit(["Sam Doe", "Sam Doe"], ["Sam Doe", "Sam Doe"]), Fit(["x" * 100], ["x" * 100])),
    (["x" * 101], ["Sam Doe", "x" * 101]),
    ("Sam Doe", [5]),
)
GUESTS = Kind(
    (Fit(1, "1"), Fit("2", "2"), Fit(99_999, "99999")), ("0", "-1", "100000", "two", "1.5"), (0, 100_000, True)
)
FIELDS = Kind(
    (
        Fit({5365: "Savings + debts"}, {"5365": "Savings + debts"}),
        Fit({"5365": "x", "7": "ü"}, {"5365": "x", "7": "ü"}),
    ),
    ({"age": "5"}, {"-1": "x"}, {"0": "x"}, {"9" * 19: "x"}, {"\u0667": "x"}, {"5365": "x", "": "y"}),
    (["Savings"], "Savings", {"5365": 5}),
)
UNIX_TIME = Kind(
    (
        *(Fit(1511003151, "1511003151"), Fit("1511003151", "1511003151"), Fit(0, "0")),
        Fit(datetime(2017, 11, 18, 11, 5, 51, tzinfo=UTC), "1511003151"),
    ),
    ("yesterday", "-1", "1.5", "2017-11-18", "1511003151000"),
    (-1, 1.5, 1511003151000),
)
DATE_TIME = Kind(
    (
        *_as_given("2019-10-09 16:19:13", "0900-01-01 00:00:00"),
        Fit("2019-10-09", "2019-10-09 00:00:00"),
        Fit("2019-10-09T12:19:13-04:00", "2019-10-09 16:19:13"),
        Fit(datetime(2019, 10, 9, 16, 19, 13, 999, tzinfo=UTC), "2019-10-09 16:19:13"),
    ),
    ("last week", "2019-1-2 3:4:5", "2019-13-01 00:00:00", "2019-02-29 00:00:00", "1570637953"),
    (1570637953, "0001-01-01T00:00:00+14:00", datetime(2019, 10, 9)),  # noqa: DTZ001 - of nobody's zone
)
TYPES = Kind(
    (Fit(["tweet"], ["tweet"]), Fit(["tweet", "Tweet"], ["tweet"])), (["fax"], ["tweet", "fax"]), ("tweet", [5])
)
TWEET = Kind(_as_given("x" * 280, "x" * 230 + "[@legislator]", "[@legislator] Please!"), ("x" * 281,), NO_TEXT)
SOURCE = Kind((Fit("Web-Site", "web-site"), Fit("text", "text")), (), NO_TEXT)
PER_PAGE = Kind((Fit(25, "25"), Fit("100", "100")), ("24", "101", "0", "many"), (24, 101, 50.5, True))
PAGE = Kind((Fit(1, "1"), Fit("7", "7")), ("0", "-1", "first"), (0, -1, True))

_BY_TYPE = {
    STRING: TEXT,
    ID: NUMBER,
    "integer": NUMBER,
    PHONE: PHONES,
    FIVE_DIGITS: ZIP,
    FLAG: FLAGS,
    IDS: NUMBERS,
    STRINGS: LIST,
    POSTAL: STATE,
    WORD: WORDS,
    "array": FIELDS,
    "array of strings, max 100 characters each": GUEST_NAMES,
    "array indicating the type of communication": TYPES,
    "unix timestamp": UNIX_TIME,
    "string date time": DATE_TIME,
    "string two-character alpha postal code for a state": STATE,
    "integer five-digit ZIP code": ZIP,
}
# What a row's description says beyond its type.
_BY_NAME = {
    "email": EMAIL,
    "state": STATE,
    "country": COUNTRY,
    "guests": GUESTS,
    "tweetMessage": TWEET,
    "p2asource": SOURCE,
    "per_page": PER_PAGE,
    "page": PAGE,
}
_FILTERS = {"email": ADDRESS_FILTER, "phone": PHONE_FILTER}


def kind_of(endpoint: str, name: str) -> Kind:
    """The values of a documented argument."""
    if endpoint == "list_advocates" and name in _FILTERS:
        return _FILTERS[name]
    return _BY_NAME.get(name) or _BY_TYPE[row(endpoint, name).type]


def named(values: dict[str, Wire]) -> dict[str, str | list[str]]:
    """Values as a form has them: an array under `name[]`, fields under `name[id]`."""
    form: dict[str, str | list[str]] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            form |= {f"{name}[{key}]": text for key, text in value.items()}
        else:
            form[f"{name}[]" if isinstance(value, list) else name] = value
    return form
