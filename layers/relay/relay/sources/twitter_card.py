"""Lead cards: Twitter's Lead Generation Card and whatever else sends its shape.

A card posts `card`, `name`, `email`, `screen_name`, `tw_userid`, `token` and the hidden values that the
advertiser set; it may be set to GET, and hidden values may arrive as `custom_param_<key>` (docs/sources.md).
Nobody signs this, so a hidden secret is what makes a lead believable; it goes no further than this module,
wherever it stands: neither into a submission nor into a dead letter. The person never sees our reply. The
sender reads only its status, and cannot correct anything: what a believable lead lacks is a person's business
here, so it is kept as a dead letter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from relay.campaigns import Campaigns, Source, TwitterCard
from relay.delivery.unusable import Unusable
from relay.settings import Settings
from relay.sources import bodies, leads, redaction, rules
from relay.sources.authenticity import equals_any
from relay.sources.bodies import Pairs
from relay.sources.http import (
    Refused,
    Request,
    Response,
    errors,
    guarded,
    method_not_allowed,
)
from relay.sources.typed import fields, values
from relay.sources.typed.vocabulary import squeezed
from relay.submission import Argument, Submission

if TYPE_CHECKING:
    from relay.credentials import Credentials
    from relay.delivery.receipt import Receipt
    from relay.sources.ingress import Ingress

SOURCE: Final[Source] = "twitter_card"
BUDGET_SECONDS: Final = 3.0
PREFIX: Final = "custom_param_"
SECRETS: Final = ("appid", "apikey")
TESTS: Final = frozenset({"test", "istest", "testlead"})
"""What senders call the field that makes a lead a test, as it is compared."""


def handle(event: Mapping[str, Any], context: Any, relay: "Ingress") -> dict[str, Any]:
    """Answer one event of the routes /twitter-card and /twitter-card/{campaignid}; `context` is Lambda's."""
    relay.begin(context)
    return guarded(
        SOURCE,
        Request.from_event(event),
        lambda request: _answer(request, context, relay),
        lambda refused: leads.in_json(refused.status, errors(refused), refused.headers),
    )


def _answer(request: Request, context: Any, relay: "Ingress") -> Response:
    pairs = _pairs(request)
    if not relay.credentials.prove(lambda ours: _is_believable(pairs, ours)):
        raise Refused(401, "unauthorized", "This needs the card's secret in the hidden value api_key.")
    secrets = relay.credentials.current().secrets
    lead = redaction.without(lead_of(pairs, request.path_parameters.get("campaignid", "")), secrets)
    is_test = _is_test(lead, relay.campaigns)
    try:
        submission = submitted(lead, request.received_at, relay.campaigns)
    except Unusable as unusable:
        if is_test:
            return leads.in_json(200, leads.said_of_a_test(SOURCE, leads.faults_of(unusable.problems)))
        return _parked(lead, request.received_at, unusable, relay)
    if is_test:
        return leads.in_json(200, leads.said_of_a_test(SOURCE))
    receipt = relay.intake.accept(submission, relay.deadline(context, BUDGET_SECONDS))
    return _reply(receipt, leads.left_out(submission, relay.campaigns))


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
    kept = [(_name(name), value) for name, value in pairs if squeezed(_name(name)) not in SECRETS]
    if not campaign_in_path:
        return tuple(kept)
    others = [pair for pair in kept if not fields.read([pair]).arguments.keys() & {"campaignid", "campaigns"}]
    return (("campaignid", campaign_in_path), *others)


def submitted(lead: Pairs, received_at: int, configured: Campaigns) -> Submission:
    """The submission that a lead (see `lead_of`) asks for. Raises `Unusable` with every problem."""
    filled = fields.read(lead)
    card = _card(filled, configured)
    if card and card.names:
        filled = fields.read(leads.renamed(lead, card.names))
    key = values.clean(_first(lead, "token"))
    made = leads.asked(SOURCE, filled, received_at, configured, own_key=key, proof="lead card")
    first = configured.by_id[made.campaigns[0]].twitter_card
    return replace(made, card=_handed_on(lead, made.advocate)) if first and first.forward else made


def _card(filled: fields.Filled, configured: Campaigns) -> TwitterCard | None:
    """What is set up for the cards of the first campaign that a lead names."""
    campaigns, _ = rules.campaigns_for(SOURCE, leads.campaign_ids(filled.arguments), configured)
    return campaigns[0].twitter_card if campaigns else None


def _is_test(lead: Pairs, configured: Campaigns) -> bool:
    """Whether it is a test lead: it says so, or it is of the account that the cards are of, as that of a set-up is."""
    if any(squeezed(name) in TESTS and leads.is_ticked(value) for name, value in lead):
        return True
    return is_of_account(_card(fields.read(lead), configured), (value for _, value in lead))


def is_of_account(card: TwitterCard | None, told: Iterable[str]) -> bool:
    """Whether one of a lead's values is the handle of the account that the cards are of."""
    handles = {value.strip().removeprefix("@").lower() for value in told}
    return bool(card and card.account and card.account in handles)


def _handed_on(lead: Pairs, advocate: Mapping[str, Argument]) -> dict[str, str] | None:
    """What the API's own endpoint for cards takes of the lead beside its person; None if it lacks what that requires.

    It is no part of what makes two leads one: whoever switches to the endpoint makes no new leads of old ones.
    """
    told = {name: text for name in ("card", "screen_name") if (text := values.clean(_first(lead, squeezed(name))))}
    has_name = bool(advocate.keys() & {"firstname", "lastname"})
    return told if "card" in told and "email" in advocate and has_name else None


def read_again(raw: str, received_at: int, campaigns: Campaigns, _: Settings) -> Submission:
    """The submission of a lead that was kept as unusable. Raises `Unusable` if it still is.

    `raw` has the lead's fields as a form, without secrets.
    """
    return submitted(bodies.urlencoded(raw.encode()), received_at, campaigns)


def _reply(receipt: "Receipt", left_out: Iterable[str] = ()) -> Response:
    told = leads.said_of(receipt, left_out)
    return leads.in_json(200 if receipt.status == "delivered" else 202, told)


def _name(name: str) -> str:
    return name.strip().removeprefix(PREFIX)


def _first(pairs: Iterable[tuple[str, str]], wanted: str) -> str:
    """The first value of that name that isn't blank."""
    values_of_it = (value.strip() for name, value in pairs if squeezed(_name(name)) == squeezed(wanted))
    return next(filter(None, values_of_it), "")
