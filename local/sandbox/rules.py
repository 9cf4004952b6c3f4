"""The documented rules of the API, seen from the server's side: which arguments each endpoint takes and what
they must be.

Written from the official text alone, without a look at the relay's client: were the two to share a table or a
check, both could be wrong together. `ARGUMENTS` is the text's argument lists, line by line; `check` applies
them. Rules that need the stored state (does this advocate exist, is it a member) are in `api`.

Marks in the comments: [doc] the official text, [seen] public client code, [unknown] neither says, so a choice
was made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from local.sandbox.arguments import Arguments
from local.sandbox.kinds import PARSERS, Kind, Parsed

type Endpoint = Literal[
    "create_advocate",
    "update_advocate",
    "twitter_card",
    "list_advocates",
    "create_connection",
    "list_connections",
    "list_campaigns",
    "legislators",
    "campaign_stats",
    "stats",
]


class Refused(Exception):
    """The API answers 4xx with its envelope; `text` is the envelope's `error` and may echo what was sent."""

    def __init__(self, status: int, text: str, type_: str = "validation") -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.type = type_


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One line of an argument list. `needs` are the arguments that must come with it in the same request."""

    name: str
    kind: Kind
    required: bool = False
    needs: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None  # the highest number, or the longest text


@dataclass(frozen=True, slots=True)
class Values:
    """An endpoint's checked arguments; one that was not sent is absent, a blank text is ""."""

    by_name: Mapping[str, Parsed]
    fields: Mapping[int, str]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def text(self, name: str) -> str:
        """A text; "" if absent or blank."""
        value = self.by_name.get(name, "")
        return value if isinstance(value, str) else ""

    def number(self, name: str, default: int = 0) -> int:
        """A number, a unix time in whole seconds, or a flag as 1 or 0."""
        value = self.by_name.get(name, default)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        """Whether a flag was sent as 1 (or a word as true)."""
        return self.number(name) == 1

    def numbers(self, name: str) -> tuple[int, ...]:
        """A list of numbers, without repetitions."""
        value = self.by_name.get(name, ())
        return tuple(dict.fromkeys(v for v in value if isinstance(v, int))) if isinstance(value, tuple) else ()

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, in the order sent."""
        value = self.by_name.get(name, ())
        return tuple(v for v in value if isinstance(v, str)) if isinstance(value, tuple) else ()


def _texts(*names: str, needs: tuple[str, ...] = ()) -> tuple[Argument, ...]:
    return tuple(Argument(name=name, kind="text", needs=needs) for name in names)


_UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
# [doc] "positive integer, 5 digits" for `country` is a slip of the text; clients send ISO 3166 letters
# [seen].
_ADDRESS = (
    *_texts("address1", "address2", "city"),
    Argument(name="state", kind="state"),
    Argument(name="zip5", kind="zip5"),
    Argument(name="country", kind="country"),
)
_PERSON = (
    *_texts("prefix", "firstname", "lastname"),
    Argument(name="email", kind="email"),
    Argument(name="phone", kind="phone"),
)
_OPTING = (
    Argument(name="smsOptin", kind="flag", needs=("phone", "campaigns")),
    # [doc] The list of create names only `smsOptin` here, the one of update also `phone`; `smsOptin` needs it
    # anyway.
    Argument(name="smsOptinConfirmed", kind="flag", needs=("smsOptin", "phone")),
    Argument(name="emailOptin", kind="flag", needs=("email", "campaigns")),
    Argument(name="smsOptout", kind="flag", needs=("phone", "campaigns")),
    Argument(name="emailOptout", kind="flag", needs=("email", "campaigns")),
)
_MORE = (Argument(name="tags", kind="texts"), Argument(name="fields", kind="fields"))

ARGUMENTS: Mapping[Endpoint, tuple[Argument, ...]] = {
    "create_advocate": (
        Argument(name="campaigns", kind="numbers", required=True),
        *_PERSON,
        *_ADDRESS,
        *_OPTING,
        *_texts("p2asource", *_UTM),
        *_MORE,
    ),
    "update_advocate": (
        Argument(name="advocateid", kind="number", required=True),
        Argument(name="campaigns", kind="numbers"),
        *_PERSON,
        *_ADDRESS,
        *_texts("message"),
        Argument(name="guests", kind="number", most=99_999),
        Argument(name="guestNames", kind="texts", most=100),
        *_OPTING,
        *_texts("p2asource", *_UTM, needs=("campaigns",)),
        *_MORE,
    ),
    "twitter_card": (
        Argument(name="card", kind="text", required=True),
        Argument(name="email", kind="email", required=True),
        Argument(name="name", kind="text", required=True),
        Argument(name="screen_name", kind="text"),
        Argument(name="campaignid", kind="number", required=True),
        Argument(name="app_id", kind="text", required=True),
        Argument(name="api_key", kind="text", required=True),
    ),
    "list_advocates": (
        Argument(name="page", kind="number"),
        Argument(name="updatedSince", kind="unixtime"),
        Argument(name="state", kind="state"),
        Argument(name="campaignid", kind="number"),
        Argument(name="email", kind="email"),
        Argument(name="phone", kind="anyphone"),
        Argument(name="excludeGdpr", kind="flag"),
    ),
    "create_connection": (
        Argument(name="advocateid", kind="number", required=True),
        Argument(name="campaignid", kind="number", required=True),
        Argument(name="type", kind="connections", required=True),
        *_texts("emailSubject"),
        # [doc] contradicts itself: "required if emailMessage is passed", then "subject will be blank if ...
        # not included".
        Argument(name="emailMessage", kind="text", needs=("emailSubject",)),
        Argument(name="tweetMessage", kind="text", most=280),
        *_texts("p2asource", *_UTM),
    ),
    "list_connections": (
        Argument(name="campaign_id", kind="number", required=True),
        Argument(name="updated_at", kind="datetime", required=True),
        Argument(name="page", kind="number", required=True),
        Argument(name="per_page", kind="number", required=True, least=25, most=100),
        Argument(name="legislator_id", kind="number"),
    ),
    "list_campaigns": (
        Argument(name="campaignid", kind="number"),
        Argument(name="state", kind="state"),
        Argument(name="zip", kind="zip5"),
        Argument(name="includeGeneric", kind="word"),
        Argument(name="includePrivate", kind="word"),
    ),
    "legislators": (
        Argument(name="campaignid", kind="number", required=True),
        Argument(name="zip5", kind="zip5", required=True),
        Argument(name="address1", kind="text", required=True),
        *_texts("address2", "city"),
        Argument(name="state", kind="state"),
    ),
    "campaign_stats": (Argument(name="campaignid", kind="number", required=True),),
    "stats": (),
}

UPDATE_ONLY = frozenset({"message", "guests", "guestNames"})
# In no argument list, but in the section's example, which has to work.
EXAMPLE_ONLY: Mapping[Endpoint, frozenset[str]] = {"twitter_card": frozenset({"token", "tw_userid"})}
ADVOCATE_WRITES = frozenset({"create_advocate", "update_advocate"})
# What a blank may overwrite there [doc: given fields overwrite]; anywhere else a blank counts as not sent
# [unknown].
OVERWRITABLE = frozenset(
    {"prefix", "firstname", "lastname", "address1", "address2", "city", "state", "zip5", "country", "message"}
)


def check(endpoint: Endpoint, arguments: Arguments, *, strict: bool = False) -> Values:
    """Apply the endpoint's argument list. Raises `Refused` (422, the status seen for a bad address) with
    every fault found.

    Arguments that the list doesn't name are ignored [unknown]: Twitter's own `token` and `tw_userid` come to
    the card endpoint undocumented, and clients were seen sending misspelt names. With `strict` they are
    refused.
    """
    problems: list[str] = []
    parsed: dict[str, Parsed] = {}
    fields: dict[int, str] = {}
    for argument in _argument_list(endpoint, arguments):
        try:
            if argument.kind == "fields":
                fields = _custom_fields(arguments)
            elif (value := _parse(argument, arguments, blank=endpoint in ADVOCATE_WRITES)) is not None:
                parsed[argument.name] = value
        except ValueError as error:
            problems.append(str(error))
    problems += _missing(endpoint, parsed, problems)
    if endpoint == "create_advocate":
        problems += [f"{name} can only be sent in an update." for name in sorted(UPDATE_ONLY & arguments.names)]
    if strict:
        known = {argument.name for argument in ARGUMENTS[endpoint]} | EXAMPLE_ONLY.get(endpoint, frozenset())
        problems += [f"{name} is not an argument here." for name in sorted(arguments.names - known)]
    if problems:
        raise Refused(422, " ".join(problems))
    return Values(parsed, fields)


def _argument_list(endpoint: Endpoint, arguments: Arguments) -> Iterator[Argument]:
    """The endpoint's list; an address in another country has a state that nobody here can check [unknown]."""
    abroad = endpoint in ADVOCATE_WRITES and arguments.values.get("country", [""])[-1].strip().upper() not in {"", "US"}
    for argument in ARGUMENTS[endpoint]:
        yield replace(argument, kind="text") if abroad and argument.name == "state" else argument


def _parse(argument: Argument, arguments: Arguments, *, blank: bool) -> Parsed | None:
    """The value, if one was sent; where `blank`, a blank may be one."""
    sent = [value.strip() for value in arguments.values.get(argument.name, [])]
    # Of a repeated scalar the last one counts, as in PHP; the API's dates betray PHP [seen].
    listed = argument.kind in {"numbers", "texts", "connections"}
    values = [value for value in sent if value] if listed else sent[-1:]
    if not values or values == [""]:
        return "" if values and blank and argument.name in OVERWRITABLE else None
    results = [_one(argument, value) for value in values]
    if argument.kind == "connections":
        return tuple(dict.fromkeys(results))  # [unknown] a type asked for twice is asked for once
    return tuple(results) if listed else results[0]


def _one(argument: Argument, value: str) -> str | int:
    try:
        result = PARSERS[argument.kind](value)
    except ValueError as error:
        # Echoed on purpose: a client that logs or shows the API's text then leaks it, and a test can see
        # that.
        raise ValueError(f"{argument.name} '{value}' is invalid: {error}.") from None
    size, unit = (result, "") if isinstance(result, int) else (len(result), " characters")
    if argument.least is not None and size < argument.least:
        raise ValueError(f"{argument.name} must be at least {argument.least}{unit}.")
    if argument.most is not None and size > argument.most:
        raise ValueError(f"{argument.name} must be at most {argument.most}{unit}.")
    return result


def _custom_fields(arguments: Arguments) -> dict[int, str]:
    try:
        if arguments.values.get("fields"):
            raise ValueError
        return {int(PARSERS["number"](key)): value.strip() for key, value in arguments.keyed.get("fields", {}).items()}
    except ValueError:
        raise ValueError("fields must be given by their numbers, as in fields[5365].") from None


def _missing(endpoint: Endpoint, parsed: Mapping[str, Parsed], problems: list[str]) -> Iterator[str]:
    """What should have come along. An argument that came but is invalid has its own problem already."""

    def absent(name: str) -> bool:
        return name not in parsed and not any(problem.startswith(f"{name} '") for problem in problems)

    for argument in ARGUMENTS[endpoint]:
        if argument.required and absent(argument.name):
            yield f"{argument.name} is required."
        # A flag of 0 asks for nothing, so it needs nothing [unknown].
        if argument.name in parsed and parsed[argument.name] not in {0, ""}:
            for other in argument.needs:
                if absent(other) or parsed.get(other) == 0:
                    yield f"{argument.name} needs {other} in the same request."
    if endpoint == "create_advocate" and absent("email") and absent("phone"):
        yield "One of email or phone is required."
