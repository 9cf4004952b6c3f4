"""The platform's API: does it take the keys, is it there at all, and does it have the campaigns that are fed."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from operate.checks.facts import Facts
from operate.checks.finding import Finding, broken, warning
from operate.journal import stored_items
from operate.letters import Letter
from operate.words import the_platform_said
from relay.campaigns import Campaigns
from relay.phone2action import (
    CredentialsRejected,
    Misrouted,
    NotSent,
    Phone2ActionError,
    RateLimited,
)
from relay.phone2action.results import Campaign

FORBIDDEN: Final = 403
NOBODY: Final = "nobody@example.org"
CORRECT: Final = ("Ask Phone2Action for its path, correct ApiPaths and deploy.",)
NO_TEXT: Final = (
    "Do your keys belong to this account, and is the API's version 2.0 switched on for it? Ask Phone2Action."
)


def api(facts: Facts) -> Iterator[Finding]:
    """Whether the API answers to our keys at our address, and has every campaign that is fed."""
    if facts.in_use is None:
        return  # the check of the secret says why
    base = facts.stack.parameters.get("ApiBaseUrl", "")
    try:
        upstream = facts.upstream()
    except Phone2ActionError as error:
        yield _refusal(error, base)
        return
    yield from _campaigns(facts.campaigns(), upstream, facts)


def paths(facts: Facts) -> Iterator[Finding]:
    """Whether the lists that tell what was made are where ApiPaths says, which nothing else shows while all is well."""
    if facts.in_use is None:
        return
    api, numbers = facts.api(facts.stack), sorted(facts.campaigns().by_id)
    today = datetime.fromtimestamp(facts.clock(), UTC).date().isoformat()
    looks: dict[str, Callable[[], Iterator[object]]] = {"list_advocates": lambda: api.list_advocates(email=NOBODY)}
    if numbers:
        looks["list_connections"] = lambda: api.list_connections(campaign_id=numbers[0], updated_at=today)
    try:
        facts.upstream()
    except Phone2ActionError:
        return  # the check of the platform says why
    for endpoint, look in looks.items():
        try:
            next(iter(look()), None)
        except Misrouted as error:
            what = f"The platform has no {endpoint} where ApiPaths and docs/phone2action.md have it ({error.status})."
            yield broken(f"{what} What may have been made can't be looked for.", *CORRECT)
        except CredentialsRejected as error:
            yield broken(f"The platform does not let app_id and app_key {endpoint} ({error.status}).", NO_TEXT)
        except Phone2ActionError:
            yield warning(f"The platform gives no proper answer to {endpoint}.", "Look again later.")


def _refusal(error: Phone2ActionError, base: str) -> Finding:
    status = f" ({error.status})" if error.status else ""
    match error:
        case CredentialsRejected() if error.status == FORBIDDEN:
            return broken(f"The platform knows app_id and app_key but does not let them in{status}.", NO_TEXT)
        case CredentialsRejected():
            what = f"The platform refuses app_id and app_key{status}: everything waits."
            return broken(what, "Put the right pair in: docs/runbook.md, \u201cRotate credentials\u201d.", NO_TEXT)
        case Misrouted():
            what = f"Something else than the API answers at ApiBaseUrl, {base}{status}: everything waits."
            wrong = "Is the address right, with its version and a slash? Correct ApiBaseUrl (ApiPaths) and deploy."
            return broken(what, NO_TEXT, wrong)
        case NotSent():
            return broken(f"Nobody can be reached at ApiBaseUrl, {base}.", "Correct ApiBaseUrl and deploy.")
        case RateLimited():
            return warning(f"The platform takes no more calls just now{status}.", "Look again in some minutes.")
    what = f"The platform is there but gives no proper answer{status}."
    return warning(what, "What arrives waits meanwhile. Look again later; ask Phone2Action if it lasts.")


def _campaigns(ours: Campaigns, upstream: Sequence[Campaign], facts: Facts) -> Iterator[Finding]:
    active = {campaign.id for campaign in upstream}
    for number, campaign in sorted(ours.by_id.items()):
        if number not in active:
            what = f"Campaign {number} ({campaign.name}) is not among the platform's active campaigns."
            reopen = (
                "Open it again on the platform, or take it out of campaigns.toml (or correct its number) and deploy."
            )
            yield broken(what, reopen, "What was refused meanwhile:", facts.relay(f"letters --campaign {number}"))


def fields(facts: Facts) -> Iterator[Finding]:
    """Whether the platform has refused sign-ups of late for a custom field that it does not know."""
    refused = [letter for letter in facts.letters() if letter.reason == "rejected" and _names_a_field(letter)]
    by_campaign = itertools.groupby(sorted(refused, key=_campaign_of), _campaign_of)
    for campaign, letters in by_campaign:
        found = list(letters)
        asked = sorted({name for letter in found for name in _custom_fields(letter)})
        what = (
            f"The platform refused {len(found)} sign-ups of campaign {campaign} for a custom field: {', '.join(asked)}."
        )
        rename = "Make the field on the platform, or correct its number in the form (or in the letter: letters edit)."
        yield broken(what, rename, facts.relay(f"letters replay --reason rejected --campaign {campaign}"))


def _campaign_of(letter: Letter) -> int:
    return letter.campaigns[0] if letter.campaigns else 0


def _custom_fields(letter: Letter) -> list[str]:
    advocate = letter.content.get("advocate")
    fields = advocate.get("fields") if isinstance(advocate, dict) else None
    return [f"fields[{number}]" for number in fields] if isinstance(fields, dict) else []


def _names_a_field(letter: Letter) -> bool:
    return bool(_custom_fields(letter)) and "field" in the_platform_said(letter).lower()


def left_alone(facts: Facts) -> Iterator[Finding]:
    """Whether the API is being left alone just now."""
    item = stored_items(facts.stack.client("dynamodb"), facts.stack.journal_table, ["breaker"]).get("breaker", {})
    if item.get("state", "CLOSED") == "CLOSED":
        return
    left = int(item.get("until", 0) - facts.clock())
    until = f"for another {left} s" if left > 0 else "until the next sign-up tries it"
    what = f"The API did not answer, or refused the keys, and is being left alone {until}: what arrives is queued."
    yield warning(what, "It begins again by itself once the API is well.")
