"""What a sender asks for, judged: the campaigns, the advocate, the contacts with legislators.

The rules of single arguments are the API's own table (`phone2action.arguments`); added here is what only the
relay can know, the configured campaigns, and what the API would find out too late: an e-mail from a weak
address (no street) fails for good (docs/phone2action.md, Semantics 10), and a call needs a phone to ring.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from relay.campaign_values import LONGEST_NUMBER
from relay.campaigns import Campaign, Campaigns, Source
from relay.phone2action.arguments import ENDPOINTS, Problem, read
from relay.submission import Argument, ConnectionRequest

NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "email": ("address1", "zip5", "email"),
    "tweet": (),
    "call": ("phone",),
}  # in the order in which connections are made

# docs/sources.md, "What the public may not say": 422 with a code of its own, never dropped in silence.
NOT_FOR_THE_PUBLIC: Final = {
    "advocateid": "can't be given by the public",
    "smsOptinConfirmed": "can't be given: only a text from the phone itself proves it",
    "smsOptout": "can't be given by the public, since it can never be undone: text STOP from that phone",
}
NOT_FROM_ANY_FORM: Final = "smsOptinConfirmed"

_CREATE: Final = ENDPOINTS["create_advocate"].arguments
_UPDATE: Final = ENDPOINTS["update_advocate"].arguments
_ANY_ID: Final = "1"  # stands for an advocate who has no id yet


def campaigns_for(source: Source, ids: Iterable[str], configured: Campaigns) -> tuple[list[Campaign], list[Problem]]:
    """The campaigns with these ids, in their order, each once.

    Beside them a problem for each that is not configured, or not for this source.
    """
    found: dict[int, Campaign] = {}
    problems = []
    for text in ids:
        is_id = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
        campaign = configured.by_id.get(int(text)) if is_id else None
        if campaign is None:
            problems.append(Problem("campaigns", "campaign_unknown", "must be a campaign that is set up here"))
        elif getattr(campaign, source) is None:
            problems.append(Problem("campaigns", "campaign_not_allowed", "can't be joined this way"))
        else:
            found[campaign.id] = campaign
    return list(found.values()), problems


def advocate(arguments: Mapping[str, Argument], campaigns: Iterable[int]) -> tuple[dict[str, Argument], list[Problem]]:
    """The advocate's arguments as the API takes them, without `campaigns`, and what is wrong with them.

    `message`, `guests` and `guestNames` exist in an update only: beside a new advocate they are judged by its
    rules, for delivery makes that update once the advocate has an id.
    """
    told: dict[str, object] = {name: value for name, value in arguments.items() if name in _UPDATE}
    told["campaigns"] = list(campaigns)
    if "advocateid" in told:
        wired, problems = read("update_advocate", told)
    else:
        later = {name: told.pop(name) for name in list(told) if name not in _CREATE}
        wired, problems = read("create_advocate", told)
        if later:
            more, more_problems = read("update_advocate", {"advocateid": _ANY_ID, **later})
            wired |= {name: value for name, value in more.items() if name != "advocateid"}
            problems += more_problems
    wired.pop("campaigns", None)
    return dict(wired), list(problems)


def email_opt_out(arguments: Mapping[str, Argument], problems: Iterable[Problem]) -> dict[str, Argument] | None:
    """The opt-out of an e-mail address by itself, None unless it is there, clear and usable.

    `problems` are what could not be read as an argument.
    """
    told = {name: value for name, value in arguments.items() if name in {"email", "emailOptin", "emailOptout"}}
    alone, faults = advocate(told, [int(_ANY_ID)])
    is_clear = not faults and not any(problem.field in told for problem in problems)
    return alone if is_clear and alone.get("emailOptout") == "1" else None


def forbidden(arguments: Mapping[str, Argument], *, trusted: bool) -> list[Problem]:
    """What a sender may not say, one problem for each; a trusted one may say all but smsOptinConfirmed."""
    return [
        Problem(name, "not_from_a_form" if trusted else "not_for_the_public", words)
        for name, words in NOT_FOR_THE_PUBLIC.items()
        if name in arguments and (name == NOT_FROM_ANY_FORM or not trusted)
    ]


def missing(kind: str, advocate: Mapping[str, Argument]) -> tuple[str, ...]:
    """The arguments of the advocate that a connection of this kind would need and that aren't there."""
    return tuple(name for name in NEEDS[kind] if name not in advocate)


def connection(
    campaign: int, types: Iterable[str], arguments: Mapping[str, Argument]
) -> tuple[ConnectionRequest, list[Problem]]:
    """A request for connections of known types, with the texts of those types, and what is wrong with it."""
    wanted = tuple(kind for kind in NEEDS if kind in types)
    texts = {
        name: value
        for name, value in arguments.items()
        if name in {"emailSubject", "emailMessage", "tweetMessage"} and name.startswith(wanted)
    }
    told = {"advocateid": _ANY_ID, "campaignid": campaign, "type": list(wanted), **texts}
    wired, problems = read("create_connection", told)
    own = {name: str(value) for name, value in wired.items() if name in texts}
    return ConnectionRequest(campaign=campaign, types=wanted, arguments=own), list(problems)


def configured_connection(
    campaign: int, connect: tuple[str, ...], advocate: Mapping[str, Argument]
) -> ConnectionRequest | None:
    """The connections that a campaign makes for each lead or text, as far as the advocate's data allow."""
    types = tuple(kind for kind in NEEDS if kind in connect and not missing(kind, advocate))
    return ConnectionRequest(campaign=campaign, types=types) if types else None


def first_per_field(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """One problem for each argument: whoever corrects the first has looked at the field."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.field, problem)
    return tuple(first.values())
