"""Every argument that the API documents, and the one check of a request before anything is sent.

`ENDPOINTS` is the single table: for each endpoint its arguments under their wire names, what each may hold,
and what else it needs in the same request. The client reads it to refuse what the API would refuse, and so
can whoever wants to tell a person which field is wrong before the API is asked.

Source of each rule: "Phone2Action API", documentation version 2.4.0, in the section that `Endpoint.section`
names. A rule that this text does not state, but that follows from how the API was seen to behave, is marked
`inferred`.

This module only judges: it repairs nothing and sends nothing. Every cold start that checks what a person
typed pays for it, so it imports nothing heavy, and its values are named tuples: a dataclass takes four times
as long to define.
"""

from collections.abc import Mapping
from typing import NamedTuple

from relay.phone2action import kinds
from relay.phone2action.kinds import Kind, Refused

type Wire = str | list[str] | dict[str, str]
"""A value as it goes over the wire: text, the items of an array, or custom fields by their numeric id."""

CODES = frozenset(
    {
        "required",
        "email_or_phone_required",
        "invalid",
        "too_long",
        "blank",
        "unknown_field",
        "contradicts_smsOptout",
        "contradicts_emailOptout",
        "needs_campaigns",
        "needs_email",
        "needs_emailMessage",
        "needs_emailSubject",
        "needs_phone",
        "needs_smsOptin",
    }
)
"""Every code that a `Problem` can have. Programs out there rely on them: none is ever renamed."""


class Problem(NamedTuple):
    """One fault of a request: the argument's wire name, a code of `CODES`, and the rule in words.

    "{field} {message}" is a sentence. It never quotes the value, so it may be logged and shown.
    """

    field: str
    code: str
    message: str


class Argument(NamedTuple):
    """An argument of one endpoint; `needs` are those that must stand beside it in the same request."""

    kind: Kind
    required: bool = False
    needs: tuple[str, ...] = ()


class Endpoint(NamedTuple):
    """An endpoint: its section in the documentation, its method, and its arguments in the section's order.

    `either`: arguments of which at least one must be given.
    """

    section: str
    method: str
    arguments: Mapping[str, Argument]
    either: tuple[str, ...] = ()


_ARRAYS = (list, tuple)
_TEXT = Argument(kinds.TEXT)
_EMAIL = Argument(kinds.EMAIL)
_STATE = Argument(kinds.STATE)
_ID = Argument(kinds.ID, required=True)
_PERSON = {
    "prefix": _TEXT,
    "firstname": _TEXT,
    "lastname": _TEXT,
    "email": _EMAIL,
    "phone": Argument(kinds.PHONE),
    "address1": _TEXT,
    "address2": _TEXT,
    "city": _TEXT,
    "state": _STATE,
    "zip5": Argument(kinds.ZIP),
    "country": Argument(kinds.COUNTRY),
}
_WILL = {
    "smsOptin": Argument(kinds.FLAG, needs=("phone", "campaigns")),
    "smsOptinConfirmed": Argument(kinds.FLAG, needs=("smsOptin", "phone")),
    "emailOptin": Argument(kinds.FLAG, needs=("email", "campaigns")),
    "smsOptout": Argument(kinds.FLAG, needs=("phone", "campaigns")),
    "emailOptout": Argument(kinds.FLAG, needs=("email", "campaigns")),
}
_UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
_TRACKING = {"p2asource": Argument(kinds.SOURCE), **dict.fromkeys(_UTM, _TEXT)}
_LABELS = {"tags": Argument(kinds.TEXTS), "fields": Argument(kinds.FIELDS)}

ENDPOINTS: Mapping[str, Endpoint] = {
    "create_advocate": Endpoint(
        "Create an advocate",
        "POST",
        {"campaigns": Argument(kinds.IDS, required=True), **_PERSON, **_WILL, **_TRACKING, **_LABELS},
        either=("email", "phone"),
    ),
    "update_advocate": Endpoint(
        "Update an advocate",
        "POST",
        {
            "advocateid": _ID,
            "campaigns": Argument(kinds.IDS),
            **_PERSON,
            "message": _TEXT,
            "guests": Argument(kinds.GUESTS),
            "guestNames": Argument(kinds.GUEST_NAMES),
            **_WILL,
            "p2asource": Argument(kinds.SOURCE, needs=("campaigns",)),
            **dict.fromkeys(_UTM, Argument(kinds.TEXT, needs=("campaigns",))),
            **_LABELS,
        },
    ),
    "post_twitter_card": Endpoint(
        "Post Twitter Card",
        "POST",
        {
            "card": Argument(kinds.TEXT, required=True),
            "email": Argument(kinds.EMAIL, required=True),
            "name": Argument(kinds.TEXT, required=True),
            "screen_name": _TEXT,
            "campaignid": _ID,
            "app_id": Argument(kinds.TEXT, required=True),
            "api_key": Argument(kinds.TEXT, required=True),
            "token": _TEXT,  # this and the next stand in the section's example only
            "tw_userid": _TEXT,
        },
    ),
    "list_advocates": Endpoint(
        "List advocates",
        "GET",
        {
            "page": Argument(kinds.PAGE),
            "updatedSince": Argument(kinds.UNIX_TIME),
            "state": _STATE,
            "campaignid": Argument(kinds.ID),
            "email": _TEXT,
            "phone": _TEXT,  # "can be in any format"
            "excludeGdpr": Argument(kinds.FLAG),
        },
    ),
    "create_connection": Endpoint(
        "Create a connection",
        "POST",
        {
            "advocateid": _ID,
            "campaignid": _ID,
            "type": Argument(kinds.TYPES, required=True),
            "emailSubject": Argument(kinds.TEXT, needs=("emailMessage",)),  # inferred from the reverse
            "emailMessage": Argument(kinds.TEXT, needs=("emailSubject",)),
            "tweetMessage": Argument(kinds.TWEET),
            **_TRACKING,
        },
    ),
    "list_connections": Endpoint(
        "List connections",
        "GET",
        {
            "campaign_id": _ID,
            "updated_at": Argument(kinds.DATE_TIME, required=True),
            "page": Argument(kinds.PAGE, required=True),
            "per_page": Argument(kinds.PER_PAGE, required=True),
            "legislator_id": Argument(kinds.ID),
        },
    ),
    "list_campaigns": Endpoint(
        "List campaigns",
        "GET",
        {
            "campaignid": Argument(kinds.ID),
            "state": _STATE,
            "zip": Argument(kinds.ZIP),
            "includeGeneric": Argument(kinds.TRUE_OR_FALSE),
            "includePrivate": Argument(kinds.TRUE_OR_FALSE),
        },
    ),
    "list_legislators": Endpoint(
        "List campaign's legislators",
        "GET",
        {
            "campaignid": _ID,
            "zip5": Argument(kinds.ZIP, required=True),
            "address1": Argument(kinds.TEXT, required=True),
            "address2": _TEXT,
            "city": _TEXT,
            "state": _STATE,
        },
    ),
    "campaign_stats": Endpoint("Single campaign's stats", "GET", {"campaignid": _ID}),
    "all_campaigns_stats": Endpoint("All campaign's stats", "GET", {}),
}


def check(endpoint: str, values: Mapping[str, object]) -> tuple[Problem, ...]:
    """Every fault of a request to `endpoint` (a key of `ENDPOINTS`); none means that it may be sent.

    `values` has the arguments under their wire names without brackets (`campaigns`, not `campaigns[]`):
    `campaigns` a list of ids, `fields` a mapping of ids to texts, flags "1" or "0" (1, 0, True and False do
    too), phone numbers as ten digits, ZIPs as strings.

    In a write a blank (None, "", white space, an empty list) counts as not given, since it is never sent: it
    would overwrite what the API knows. In a read it is a fault, since without its filter the list would be of
    everybody. A flag counts as given whatever its value.
    """
    return read(endpoint, values)[1]


def read(endpoint: str, values: Mapping[str, object]) -> tuple[dict[str, Wire], tuple[Problem, ...]]:
    """The values as they go over the wire, without blanks and faulty ones, and what `check` finds."""
    table = ENDPOINTS[endpoint]
    given = {name for name, value in values.items() if not _is_blank(value)}
    wired: dict[str, Wire] = {}
    problems: list[Problem] = []
    for name, argument in table.arguments.items():
        if name in given:
            kind = kinds.TEXT if name == "state" and _is_abroad(values) else argument.kind
            try:
                wired[name] = _wire(kind, values[name])
            except Refused as refused:
                problems.append(Problem(name, str(refused), kind.rule))
            if argument.needs:
                problems += _unmet(name, argument.needs, given)
        elif argument.required:
            problems.append(Problem(name, "required", "is required"))
        elif name in values and table.method == "GET":
            problems.append(Problem(name, "blank", "must not be blank: leave it out instead"))
    if table.either and given.isdisjoint(table.either):
        problems += (
            Problem(name, "email_or_phone_required", "is required, unless the other is given") for name in table.either
        )
    return wired, (*problems, *_conflicts(wired), *_unknown(endpoint, given))


def _is_blank(value: object) -> bool:
    if isinstance(value, str):
        return not value or value.isspace()
    if isinstance(value, _ARRAYS):
        return all(map(_is_blank, value))
    if isinstance(value, Mapping):
        return all(map(_is_blank, value.values()))
    return value is None


def _is_abroad(values: Mapping[str, object]) -> bool:
    """Whether a country other than the US is given: its states are not ours to judge."""
    country = values.get("country")
    return isinstance(country, str) and not _is_blank(country) and country.upper() != "US"


def _wire(kind: Kind, value: object) -> Wire:
    if kind.shape == "one":
        return kind.wire(value)
    if kind.shape == "fields":
        if not isinstance(value, Mapping):
            raise Refused("invalid")
        return {kinds.ID.wire(key): kind.wire(text) for key, text in value.items() if not _is_blank(text)}
    if not isinstance(value, _ARRAYS):  # a bare text is a sequence too, of letters
        raise Refused("invalid")
    items = [kind.wire(item) for item in value if not _is_blank(item)]
    # Two guests may share a name, but a type given twice could send a legislator the same message twice.
    return items if kind is kinds.GUEST_NAMES else list(dict.fromkeys(items))


def _unmet(name: str, needs: tuple[str, ...], given: set[str]) -> list[Problem]:
    return [
        Problem(name, f"needs_{other}", f"needs {other} in the same request") for other in needs if other not in given
    ]


def _conflicts(wired: Mapping[str, Wire]) -> list[Problem]:
    conflicts = [
        Problem(into, f"contradicts_{out}", f"and {out} can't both be 1")
        for into, out in (("smsOptin", "smsOptout"), ("emailOptin", "emailOptout"))
        if wired.get(into) == wired.get(out) == "1"
    ]
    if wired.get("smsOptinConfirmed") == "1" and wired.get("smsOptin") == "0":
        conflicts.append(Problem("smsOptinConfirmed", "needs_smsOptin", "needs smsOptin to be 1"))
    return conflicts


def _unknown(endpoint: str, given: set[str]) -> list[Problem]:
    unknown = given - ENDPOINTS[endpoint].arguments.keys()
    if not unknown:
        return []
    late = ENDPOINTS["update_advocate"].arguments.keys() if endpoint == "create_advocate" else ()
    return [
        Problem(
            name,
            "unknown_field",
            "can only be given in an update" if name in late else f"is not an argument of {endpoint}",
        )
        for name in sorted(unknown)
    ]
