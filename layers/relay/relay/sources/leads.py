"""What the sources of leads share: fields that are called otherwise, what a lead asks for, and what its sender is told.

A lead comes from a machine that holds a secret, about a person who never sees our answer and can correct nothing. How
a source reads a lead and whether it believes it is its own business.
"""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from relay import canonical, telemetry
from relay.campaigns import Campaigns, Source
from relay.delivery.unusable import Unusable
from relay.sources import rules
from relay.sources.bodies import Pairs
from relay.sources.http import Response, unavailable
from relay.sources.typed import fields
from relay.submission import Argument, Submission

if TYPE_CHECKING:
    from relay.delivery.receipt import Receipt
    from relay.phone2action.arguments import Problem
    from relay.sources.typed.fields import Filled


OPT_INS: Final = frozenset({"smsOptin", "emailOptin"})


def plain(name: str) -> str:
    """A field's name or a question as they are compared: letters and digits only, whatever their case."""
    return "".join(character for character in name.casefold() if character.isalnum())


def renaming(names: Mapping[str, str] | None) -> Mapping[str, str]:
    """What the organiser says that fields are called here, by the names as they are compared."""
    return {plain(theirs): ours for theirs, ours in (names or {}).items() if plain(theirs)}


def renamed(lead: Pairs, names: Mapping[str, str] | None) -> Pairs:
    """The lead with the organiser's names for its fields in the place of the sender's."""
    known = renaming(names)
    return tuple((known.get(plain(name), name), value) for name, value in lead)


def campaign_ids(told: Mapping[str, Argument]) -> list[str]:
    """The campaigns that the lead's fields name."""
    named = [told.get("campaignid", []), told.get("campaigns", [])]
    return [text for several in named if isinstance(several, list) for text in several]


def asked(
    source: Source, filled: "Filled", received_at: int, configured: Campaigns, *, own_key: str, proof: str
) -> Submission:
    """The submission that a lead asks for, under its sender's own key. Raises `Unusable` with every problem.

    A connection that the campaign is set up to make, but that the lead's data don't allow, is left out.
    """
    told = filled.arguments
    campaigns, unknown = rules.campaigns_for(source, campaign_ids(told), configured)
    ids = tuple(sorted(campaign.id for campaign in campaigns))
    advocate, faults = rules.advocate(told, ids)
    problems = [*filled.problems, *rules.forbidden(told, trusted=False), *unknown, *faults]
    if problems:
        raise Unusable(rules.first_per_field(problems))
    table = getattr(campaigns[0], source)
    if table.p2asource:
        advocate.setdefault("p2asource", table.p2asource)
    connection = rules.configured_connection(ids[0], table.connect, advocate)
    key, keyed_by_content = canonical.natural_key(own_key, canonical.content(ids, advocate, connection))
    return Submission(
        source=source,
        natural_key=key,
        keyed_by_content=keyed_by_content,
        received_at=received_at,
        campaigns=ids,
        advocate=advocate,
        connection=connection,
        trusted=True,
        proof=proof if advocate.keys() & OPT_INS else "",
    )


def left_out(submission: Submission, configured: Campaigns) -> set[str]:
    """The connections that the campaign is set up to make and that this lead did not allow."""
    table = getattr(configured.by_id[submission.campaigns[0]], submission.source)
    made = submission.connection.types if submission.connection else ()
    return set(table.connect) - set(made)


def said_of(receipt: "Receipt", left_out: Iterable[str] = ()) -> dict[str, Any]:
    """What is said of a lead that was taken. Raises `Refused` (503) if nothing durable could be written."""
    if receipt.status == "unavailable":
        raise unavailable(receipt.retry_after)
    connections = {**receipt.connections, **dict.fromkeys(left_out, "left_out")}
    body: dict[str, Any] = {"status": "delivered" if receipt.status == "delivered" else "queued", "id": receipt.id}
    if connections:
        body["connections"] = connections
    return body


def said_of_a_test(source: Source, wrong: str = "") -> dict[str, Any]:
    """What is said of a test lead, which is delivered to nobody and kept nowhere. It is counted.

    `wrong`: what is wrong with it, in words.
    """
    telemetry.outcome("", source=source, outcome="refused", reason="unusable_test_lead" if wrong else "test_lead")
    verdict = f"A real one could not be used: {wrong}." if wrong else "A real one would be taken."
    return {"status": "test", "message": f"This is a test lead, so it was not delivered. {verdict}"}


def faults_of(problems: "Iterable[Problem]") -> str:
    """What is wrong with a lead, for whoever sets its sender up. It quotes nothing of the lead."""
    return "; ".join(f"{problem.field} {problem.message}" for problem in problems)


def in_json(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """An answer in JSON."""
    return Response(status=status, body=json.dumps(body), media_type="application/json", headers=headers or {})


def is_ticked(value: str) -> bool:
    """Whether a flag that a machine sets is set."""
    return value.strip().lower() in fields.TICKED
