"""Leads that the API's own endpoint for cards takes (Post Twitter Card): what it is given, and what it can't be told.

What a second call would do is not documented, so each lead is handed on once at most. When that is, and what follows a
call of which nobody knows what it did, is for `advocate` to say. docs/protocol.md has the rules under "Lead cards".
"""

from operator import attrgetter
from typing import Any, Final

from relay.delivery.platform import ADVOCATE_SECONDS, Platform
from relay.delivery.run import Run
from relay.phone2action import Phone2ActionError

NAME: Final = ("firstname", "lastname")
TAKEN: Final = frozenset({*NAME, "email", "campaigns"})
SHOWN_AS: Final = {
    "prefix": "prefix",
    "firstname": "firstname",
    "lastname": "lastname",
    "address1": "address.street1",
    "address2": "address.street2",
    "city": "address.city",
    "state": "address.state",
    "zip5": "address.zip5",
    "country": "address.countryAbbr",
}
"""Where a list shows an argument of the profile."""


def hand_on(run: Run, platform: Platform) -> int | None:
    """Call the endpoint, and write down in the run when it may have acted; the advocate's id if the answer has it.

    Refused keys say nothing of all else: an account may not have this endpoint.
    """
    submission = run.submission
    said = {**(submission.card or {}), "email": submission.advocate["email"], "name": _name(run.advocate_arguments)}
    arguments: Any = {**said, "campaignid": submission.campaigns[0]}
    api = platform.api
    try:
        made = platform.ask(
            "post_twitter_card",
            lambda: api.post_twitter_card(**arguments, timeout=platform.timeout(run, ADVOCATE_SECONDS)),
            tells_of_keys=False,
        )
    except Phone2ActionError as error:
        run.failed("post_twitter_card", error)
        if not error.proves_not_made:
            run.upsert_at = platform.clock()
        raise
    run.upsert_at = platform.clock()
    return made.advocateid


def unsaid(arguments: dict[str, Any]) -> dict[str, Any] | None:
    """What the endpoint has no argument for, as an update says it; None if that is nothing."""
    more = arguments.keys() - TAKEN or len(arguments["campaigns"]) > 1
    return {name: value for name, value in arguments.items() if name not in NAME} if more else None


def blanks(arguments: dict[str, Any], advocate: Any) -> dict[str, Any]:
    """Of the profile what the advocate has nothing of yet, and tags, which are added to theirs."""
    found = {
        name: value
        for name, value in arguments.items()
        if name in SHOWN_AS and not attrgetter(SHOWN_AS[name])(advocate)
    }
    if "tags" in arguments:
        found["tags"] = arguments["tags"]
    answered = {str(field.fieldid) for field in advocate.fields}
    if fields := {number: value for number, value in arguments.get("fields", {}).items() if number not in answered}:
        found["fields"] = fields
    return found


def opted_in(arguments: dict[str, Any], advocate: Any, earliest: int) -> bool:
    """Whether the update that carries an opt-in by text has acted: the card joins somebody, but brings no phone.

    So only somebody new tells: who was there before may have had the phone.
    """
    is_new = advocate.created_at is not None and advocate.created_at.timestamp() * 1000 >= earliest
    return is_new and advocate.has("phone", str(arguments["phone"]))


def _name(arguments: dict[str, Any]) -> str:
    return " ".join(arguments[name] for name in NAME if name in arguments)
