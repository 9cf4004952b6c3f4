"""What a submission asks for beyond its advocate: its parts, in the order in which they are made.

An RSVP's or letter's `message` takes an update of the advocate and may itself reach a legislator, so it is a part like
an e-mail or a call. How a part is made is for `connections`, who makes it for `contacts`.
"""

from typing import Any, Final

from relay import canonical
from relay.submission import ConnectionRequest, Submission

UPDATE_ONLY: Final = ("message", "guests", "guestNames")
UPDATE: Final = "update"
ORDER: Final = (UPDATE, "email", "tweet", "call")


def parts(submission: Submission) -> list[str]:
    """What a submission asks for beyond its advocate, in the order in which it is made."""
    updates = not submission.advocate.keys().isdisjoint(UPDATE_ONLY)
    if not updates and submission.connection is None:
        return []
    wanted = set(submission.connection.types) if submission.connection else set()
    if updates:
        wanted.add(UPDATE)
    return [kind for kind in ORDER if kind in wanted]


def update_only(submission: Submission) -> dict[str, Any]:
    """The arguments that only an update of the advocate takes."""
    return {name: submission.advocate[name] for name in UPDATE_ONLY if name in submission.advocate}


def repeatable(kind: str, submission: Submission) -> bool:
    """A tweet only gives a link; an update may be repeated unless its message may reach a legislator."""
    return kind == "tweet" or (kind == UPDATE and "message" not in submission.advocate)


def own_words(request: ConnectionRequest, kind: str) -> dict[str, Any]:
    """The arguments that are a connection's own words; none: the campaign's."""
    return {name: value for name, value in request.arguments.items() if name.startswith(kind)}


def contact(submission: Submission, kind: str) -> str:
    """What a part that can't be repeated is to a legislator: this person's, in this campaign, with these words.

    Equal for two submissions that ask for the same contact, however they are spelt and whatever else they ask for.
    """
    person = submission.advocate
    who = next((f"{name} {person[name]}" for name in ("email", "phone", "advocateid") if name in person), "")
    first_name = str(person.get("firstname", ""))  # couples share an address
    if kind == UPDATE:
        said, campaigns = {"message": person["message"]}, sorted(set(submission.campaigns))
    else:
        request = submission.connection
        assert request is not None  # noqa: S101 - an e-mail or a call came from the request
        said, campaigns = own_words(request, kind), [request.campaign]
    person_and_name = [canonical.address_of(who), canonical.address_of(first_name)]
    return canonical.digest([person_and_name, campaigns, kind, canonical.arguments(said)])
