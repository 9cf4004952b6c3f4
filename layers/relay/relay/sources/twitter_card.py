"""Lead cards: Twitter's Lead Generation Card and whatever else sends its shape.

A card posts `card`, `name`, `email`, `screen_name`, `tw_userid`, `token` and the hidden values that the
advertiser set; it may be set to GET, and hidden values may arrive as `custom_param_<key>` (docs/sources.md).
Nobody signs this, so a hidden secret is what makes a lead believable; it goes no further than this module,
wherever it stands: neither into a submission nor into a dead letter. The person never sees our reply. The
sender reads only its status, and cannot correct anything: what a believable lead lacks is a person's business
here, so it is kept as a dead letter.
"""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from relay import canonical
from relay.campaigns import Campaigns, Source
from relay.delivery.unusable import Unusable
from relay.settings import Settings
from relay.sources import bodies, redaction, rules
from relay.sources.authenticity import equals_any
from relay.sources.bodies import Pairs
from relay.sources.http import (
    Refused,
    Request,
    Response,
    errors,
    guarded,
    method_not_allowed,
    unavailable,
)
from relay.sources.typed import fields, values
from relay.submission import Argument, Submission

if TYPE_CHECKING:
    from relay.credentials import Credentials
    from relay.delivery.receipt import Receipt
    from relay.sources.ingress import Ingress

SOURCE: Final[Source] = "twitter_card"
BUDGET_SECONDS: Final = 3.0
PREFIX: Final = "custom_param_"
SECRETS: Final = ("app_id", "api_key")


def handle(event: Mapping[str, Any], context: Any, relay: "Ingress") -> dict[str, Any]:
    """Answer one event of the routes /twitter-card and /twitter-card/{campaignid}; `context` is Lambda's."""
    relay.begin(context)
    return guarded(
        SOURCE,
        Request.from_event(event),
        lambda request: _answer(request, context, relay),
        lambda refused: _json(refused.status, errors(refused), refused.headers),
    )


def _answer(request: Request, context: Any, relay: "Ingress") -> Response:
    pairs = _pairs(request)
    if not relay.credentials.prove(lambda ours: _is_believable(pairs, ours)):
        raise Refused(401, "unauthorized", "This needs the card's secret in the hidden value api_key.")
    secrets = relay.credentials.current().secrets
    lead = redaction.without(lead_of(pairs, request.path_parameters.get("campaignid", "")), secrets)
    try:
        submission = submitted(lead, request.received_at, relay.campaigns)
    except Unusable as unusable:
        return _parked(lead, request.received_at, unusable, relay)
    deadline = relay.deadline(context, BUDGET_SECONDS)
    receipt = relay.intake.accept(submission, deadline)
    return _reply(receipt, _left_out(submission, relay.campaigns))


def _parked(lead: Pairs, received_at: int, unusable: Unusable, relay: "Ingress") -> Response:
    """Keep a believable lead that can't be used where a person will look."""
    raw = urlencode(lead, errors="replace")
    return _reply(relay.unusable.keep(SOURCE, raw, received_at, unusable.problems))


def _pairs(request: Request) -> Pairs:
    if request.method == "GET":
        return bodies.urlencoded(request.query.encode("utf-8", "surrogatepass"))
    if request.method == "POST":
        return bodies.read(request, strict=False)  # who can't be told of a fault may send what we don't know
    raise method_not_allowed("GET", "POST")


def _is_believable(pairs: Pairs, credentials: "Credentials") -> bool:
    """Whether the lead shows a card secret, or the platform's own pair (the API's "Post Twitter Card")."""
    app_id, api_key = (_first(pairs, name) for name in SECRETS)
    is_card = equals_any(api_key, credentials.card_secrets)
    is_pair = equals_any(app_id, [credentials.app_id]) & equals_any(api_key, [credentials.app_key])
    return is_card or is_pair


def lead_of(pairs: Pairs, campaign_in_path: str) -> Pairs:
    """The lead: no fields for secrets, no prefixes, and one campaign, the path's if it names one.

    A campaign of the sender's own in the body, as other lead forms have, must not get in the way of ours.
    """
    kept = [(_name(name), value) for name, value in pairs if _name(name).lower() not in SECRETS]
    if not campaign_in_path:
        return tuple(kept)
    others = [pair for pair in kept if not fields.read([pair]).arguments.keys() & {"campaignid", "campaigns"}]
    return (("campaignid", campaign_in_path), *others)


def submitted(lead: Pairs, received_at: int, configured: Campaigns) -> Submission:
    """The submission that a lead (see `lead_of`) asks for. Raises `Unusable` with every problem.

    A connection that the campaign is set up to make, but that the lead's data don't allow, is left out.
    """
    filled = fields.read(lead)
    told = filled.arguments
    campaigns, unknown = rules.campaigns_for(SOURCE, _ids(told), configured)
    ids = tuple(sorted(campaign.id for campaign in campaigns))
    advocate, faults = rules.advocate(told, ids)
    problems = [*filled.problems, *rules.forbidden(told, trusted=False), *unknown, *faults]
    if problems:
        raise Unusable(rules.first_per_field(problems))
    card = configured.by_id[ids[0]].twitter_card
    if card and card.p2asource:
        advocate.setdefault("p2asource", card.p2asource)
    connection = rules.configured_connection(ids[0], card.connect if card else (), advocate)
    token = values.clean(_first(lead, "token"))
    key, keyed_by_content = canonical.natural_key(token, canonical.content(ids, advocate, connection))
    return Submission(
        source=SOURCE,
        natural_key=key,
        keyed_by_content=keyed_by_content,
        received_at=received_at,
        campaigns=ids,
        advocate=advocate,
        connection=connection,
        trusted=True,
        proof="lead card" if advocate.keys() & {"smsOptin", "emailOptin"} else "",
        card=_handed_on(lead, advocate) if card and card.forward else None,
    )


def _handed_on(lead: Pairs, advocate: Mapping[str, Argument]) -> dict[str, str] | None:
    """What the API's own endpoint for cards takes of the lead beside its person; None if it lacks what that requires.

    It is no part of what makes two leads one: whoever switches to the endpoint makes no new leads of old ones.
    """
    told = {name: text for name in ("card", "screen_name") if (text := values.clean(_first(lead, name)))}
    has_name = bool(advocate.keys() & {"firstname", "lastname"})
    return told if "card" in told and "email" in advocate and has_name else None


def read_again(raw: str, received_at: int, campaigns: Campaigns, _: Settings) -> Submission:
    """The submission of a lead that was kept as unusable. Raises `Unusable` if it still is.

    `raw` has the lead's fields as a form, without secrets.
    """
    return submitted(bodies.urlencoded(raw.encode()), received_at, campaigns)


def _left_out(submission: Submission, configured: Campaigns) -> set[str]:
    """The connections that the campaign is set up to make and that this lead did not allow."""
    card = configured.by_id[submission.campaigns[0]].twitter_card
    made = submission.connection.types if submission.connection else ()
    return set(card.connect if card else ()) - set(made)


def _reply(receipt: "Receipt", left_out: Iterable[str] = ()) -> Response:
    if receipt.status == "unavailable":
        raise unavailable(receipt.retry_after)
    delivered = receipt.status == "delivered"
    connections = {**receipt.connections, **dict.fromkeys(left_out, "left_out")}
    body: dict[str, Any] = {"status": "delivered" if delivered else "queued", "id": receipt.id}
    if connections:
        body["connections"] = connections
    return _json(200 if delivered else 202, body)


def _json(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(status=status, body=json.dumps(body), media_type="application/json", headers=headers or {})


def _name(name: str) -> str:
    return name.strip().removeprefix(PREFIX)


def _first(pairs: Iterable[tuple[str, str]], wanted: str) -> str:
    """The first value of that name that isn't blank."""
    return next((value.strip() for name, value in pairs if _name(name).lower() == wanted and value.strip()), "")


def _ids(told: Mapping[str, Argument]) -> list[str]:
    """The campaigns that the lead names."""
    named = [told.get("campaignid", []), told.get("campaigns", [])]
    return [text for several in named if isinstance(several, list) for text in several]
