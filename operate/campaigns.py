"""What the platform's API tells of an account: its campaigns beside those of the deployed stack, totals, legislators.

It only reads. The platform's own words stay out of what is said of a refusal, but for a plain no to a question.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from operate.api import api_of
from operate.deployed import layer
from operate.stack import Stack
from operate.trouble import Trouble, said
from relay.campaigns import SOURCES
from relay.phone2action import (
    CredentialsRejected,
    InvalidRequest,
    Legislator,
    Misrouted,
    NotSent,
    Phone2Action,
    Phone2ActionError,
    RateLimited,
    Rejected,
)
from relay.phone2action.results import Campaign, CampaignStats

NOT_THERE: Final = "not upstream"
NOT_ACTIVE: Final = "not active"
EITHER: Final = "not active upstream, or not there"
OTHER_NAME: Final = "name differs"
NOT_OURS: Final = "not in campaigns.toml"

NO_KEYS: Final = "the platform refuses app_id and app_key for it: `./relay doctor` says more"
NO_REPORTS: Final = (
    "the platform refuses it: app_id needs the option for reports, ask Phone2Action for it; or the keys are wrong: "
    "`./relay doctor` says more"
)


@dataclass(frozen=True, slots=True)
class BothSides:
    """A campaign as campaigns.toml had it when the stack was deployed, and as the platform has it.

    `name`, `sources`: ours; `theirs`: the platform's name of it, None if it does not list it. `note` says what is not
    the same; "" if nothing, or if it is not known what was deployed.
    """

    id: int
    name: str | None
    sources: tuple[str, ...]
    theirs: str | None
    public: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class Compared:
    """All campaigns of either, by id. `hint` says why it is not known what was deployed; "" if it is."""

    campaigns: tuple[BothSides, ...]
    hint: str


def compare(stack: Stack) -> Compared:
    """The campaigns of the stack and of the platform, the private ones too. Raises `Trouble`, or what boto3 raises."""
    api = api_of(stack)
    with _in_words(NO_KEYS):
        upstream = {each.id: each for each in api.list_campaigns(includePrivate=True, includeGeneric=True) if each.id}
    try:
        ours: Mapping[int, Mapping[str, Any]] = layer(stack).campaigns()
        hint = ""
    except (Trouble, ClientError, BotoCoreError) as error:
        ours, hint = {}, f"what campaigns.toml had at the last deployment is not known: {said(error)}"
    missing = _words_for_missing(api, ours.keys() - upstream.keys())
    rows = [
        BothSides(
            id=number,
            name=ours[number]["name"] if number in ours else None,
            sources=tuple(source for source in SOURCES if source in ours.get(number, {})),
            theirs=_name(upstream[number]) if number in upstream else None,
            public=upstream[number].public if number in upstream else None,
            note="" if hint else _note(ours.get(number), upstream.get(number), missing.get(number, "")),
        )
        for number in sorted(ours.keys() | upstream.keys())
    ]
    return Compared(tuple(rows), hint)


def _note(ours: Mapping[str, Any] | None, theirs: Campaign | None, missing: str) -> str:
    if theirs is None:
        return missing
    if ours is None:
        return NOT_OURS
    names = {_plain(each) for each in (theirs.name, theirs.display_name) if each}
    return OTHER_NAME if names and _plain(ours["name"]) not in names else ""


def _words_for_missing(api: Phone2Action, missing: set[int]) -> dict[int, str]:
    """Why the platform does not list these: it lists active campaigns only, and its totals have the others too."""
    if not missing:
        return {}
    try:
        known = {each.campaignid for each in api.all_campaigns_stats()}
    except Phone2ActionError:  # totals are an option of the account
        return dict.fromkeys(missing, EITHER)
    return {number: NOT_ACTIVE if number in known else NOT_THERE for number in missing}


def _name(campaign: Campaign) -> str:
    return campaign.name or campaign.display_name or ""


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def totals(stack: Stack, campaign: int = 0) -> Sequence[CampaignStats]:
    """The totals of one campaign, or of all. Raises `Trouble`, or what boto3 raises."""
    api = api_of(stack)
    with _in_words(NO_REPORTS):
        return [api.campaign_stats(campaignid=campaign)] if campaign else api.all_campaigns_stats()


def officials(stack: Stack, campaign: int, address: Mapping[str, str]) -> Sequence[Legislator]:
    """Whom a campaign writes to for an address: `zip5`, `address1` and what else the API takes. Raises likewise."""
    api = api_of(stack)
    with _in_words(NO_KEYS):
        return api.list_legislators(campaignid=campaign, **address)  # type: ignore[arg-type]  # checked by the client


@contextlib.contextmanager
def _in_words(refused: str) -> Iterator[None]:
    """Turn what the API's client raises into a line; `refused`: of the credentials."""
    try:
        yield
    except Phone2ActionError as error:
        status = f" ({error.status})" if error.status else ""
        raise Trouble(f"{_what_happened(error, refused)}{status}") from None


def _what_happened(error: Phone2ActionError, refused: str) -> str:
    match error:
        case CredentialsRejected():
            return refused
        case InvalidRequest():
            return str(error)
        case Rejected():
            return f"the platform says no: {error.api_error or 'without a word why'}"
        case RateLimited():
            return "the platform takes no more calls just now: wait a minute, then start again"
        case NotSent():
            return "the platform can't be reached from here: look at the network and at ApiBaseUrl"
        case Misrouted():
            return "something else than the API answers at ApiBaseUrl: `./relay doctor` says more"
    return "the platform gave no answer that can be read: try again later"
