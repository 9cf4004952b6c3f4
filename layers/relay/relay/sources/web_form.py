"""Website forms: the relay's address is the form's action, or a script posts to it.

Anybody can post, so what the public says is limited (docs/sources.md): nobody may overwrite somebody else's
record, skip a phone's confirmation, opt others out for good, or make strangers' phones ring. A server that
shows a form secret, or signs what it sends, is trusted with all of it but the confirmation, which only a text from
the phone itself can prove.

People see a page or are sent on to the form's own; scripts get JSON. CORS is answered here, per campaign, and
decides only who may read the reply: a post from any page, or from none, is as good as another.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypedDict

from relay import canonical, telemetry
from relay.campaign_values import is_wording
from relay.campaigns import Campaign, Source
from relay.delivery.unusable import Unusable
from relay.phone2action.arguments import Problem
from relay.sources import bodies, browsers, rules
from relay.sources.authenticity import WEBHOOK_ID, WEBHOOK_SIGNATURE, equals_any
from relay.sources.http import (
    Refused,
    Request,
    Response,
    guarded,
    invalid,
    method_not_allowed,
    not_found,
    unavailable,
)
from relay.sources.ingress import SHARED_FROM
from relay.sources.typed import fields
from relay.submission import Argument, ConnectionRequest, Submission
from relay.telemetry import UnlistedIn

if TYPE_CHECKING:
    from relay.delivery.receipt import Receipt
    from relay.delivery.run import Deadline
    from relay.letters import HeldReason
    from relay.sources.ingress import Ingress

SOURCE: Final[Source] = "web_form"
BUDGET_SECONDS: Final = 3.0  # docs/design.md: about as long as a person waits for a form
METHODS: Final = ("OPTIONS", "POST")

HONEYPOT: Final = "_gotcha"
NEXT_PAGE: Final = ("_next", "_redirect")
IDEMPOTENCY_KEY: Final = "_idempotency_key"
WORDING: Final = "_wording"

BOXES: Final = ("smsOptin", "emailOptin", "emailOptout")
REJECTED: Final = Problem("", "rejected", "the campaign could not accept this sign-up: please check what you typed")


def handle(event: Mapping[str, Any], context: Any, relay: "Ingress") -> dict[str, Any]:
    """Answer one event of the routes /signup and /signup/{campaignid}; `context` is Lambda's."""
    relay.begin(context)
    exchange = _Exchange(Request.from_event(event), context, relay)
    return guarded(SOURCE, exchange.request, exchange.answer, exchange.refuse)


def handle_nowhere(event: Mapping[str, Any], context: Any, relay: "Ingress") -> dict[str, Any]:
    """Answer one event of an address at which there is nothing, as a form or a script would be answered."""
    relay.begin(context)
    exchange = _Exchange(Request.from_event(event), context, relay)
    return guarded("unknown", exchange.request, exchange.answer_nowhere, exchange.refuse)


class _Exchange:
    """One request and its reply.

    `_named` are the campaigns that path or body name, as far as that is known yet.
    """

    def __init__(self, request: Request, context: Any, relay: "Ingress") -> None:
        self.request = request
        self._context = context
        self._relay = relay
        self._named, _ = rules.campaigns_for(SOURCE, _in_path(request), relay.campaigns)

    @property
    def _campaigns(self) -> Collection[Campaign]:
        """Those whose pages may read the reply, and go on to theirs: all, until some are named."""
        return self._named or self._relay.campaigns.by_id.values()

    def answer(self, request: Request) -> Response:
        """The reply to a request that is in order. Raises `Refused` for any other."""
        if request.method == "OPTIONS":
            return self._preflight()
        if request.method != "POST":
            raise method_not_allowed(*METHODS)
        trusted = self._is_trusted()
        filled = self._by_own_names(self._named) or fields.read(bodies.read(request))
        ids = [*_in_path(request), *_texts(filled, "campaigns"), *_texts(filled, "campaignid")]
        campaigns, problems = rules.campaigns_for(SOURCE, ids, self._relay.campaigns)
        if not trusted and any(campaign.web_form and campaign.web_form.secret for campaign in campaigns):
            raise _unauthorized()
        if campaigns != self._named:  # those in the body may have names of their own
            filled = self._by_own_names(campaigns) or filled
        if campaigns and not problems:
            self._named = campaigns
        try:
            submission = submitted(request, filled, campaigns, problems, trusted=trusted)
        except Unusable:
            self._opt_out(filled)
            raise
        deadline = self._relay.deadline(self._context, BUDGET_SECONDS)
        why = "spam" if filled.controls.get(HONEYPOT) else None if trusted else self._doubt(submission, deadline)
        intake = self._relay.intake
        receipt = intake.hold(submission, why) if why else intake.accept(submission, deadline)
        return self._reply(receipt, filled)

    def _doubt(self, submission: Submission, deadline: "Deadline") -> "HeldReason | None":
        """Why a post of the public is held, None if it is not. Raises `Refused` or `Unusable` if it is refused.

        The first few posts of an address are counted in this process alone, so that a person's own cost no call.
        """
        request, relay = self.request, self._relay
        if relay.campaigns.guarded and not relay.campaigns.guarded.isdisjoint(submission.campaigns):
            from relay.sources import barriers

            doubt = barriers.doubt(request, submission, self._named, relay, deadline)
            if doubt:
                return doubt
        address, public_url = request.address, relay.settings.public_url
        if ":" in address or (public_url and not public_url.endswith(f"//{request.domain}")):
            from relay.sources import crowds

            address = crowds.visitor(request, public_url)
        count = relay.arrivals.count(address, request.received_at)
        if count < SHARED_FROM:
            return None
        from relay.sources import crowds

        return "burst" if crowds.is_burst(address, count, request.received_at, self._named, relay) else None

    def answer_nowhere(self, request: Request) -> Response:
        """The reply at an address that is none of ours: a script may ask, and then reads that it is none."""
        if request.method == "OPTIONS":
            return self._preflight()
        raise not_found()

    def refuse(self, refused: Refused) -> Response:
        """The reply to a request that is refused: a page or JSON, as the request prefers."""
        from relay.sources import explanations

        words = explanations.words_for(self._named, self._campaigns)
        if browsers.prefers_json(self.request):
            return self._json(refused.status, explanations.errors(refused, words), refused.headers)
        from relay.sources import pages

        back = browsers.way_back(self.request, self._campaigns)
        organization = explanations.organization_of(self._named, self._campaigns)
        return self._for_origin(pages.refusal_page(refused, self._named, words, organization, back))

    def _preflight(self) -> Response:
        headers = browsers.preflight_headers(self.request, self._campaigns, ", ".join(METHODS))
        return self._for_origin(Response(status=204, headers=headers))

    def _opt_out(self, filled: fields.Filled) -> None:
        """Take in the opt-out of a form that can't be used otherwise: who leaves need not fill it in well."""
        advocate = rules.email_opt_out(filled.arguments, filled.problems)
        if advocate is None:
            return
        content = canonical.content((), advocate, None)
        key, keyed_by_content = canonical.natural_key(_own_key(self.request, filled), content)
        submission = Submission(
            source=SOURCE,
            natural_key=key,
            keyed_by_content=keyed_by_content,
            received_at=self.request.received_at,
            campaigns=(),
            advocate=advocate,
            **_evidence(self.request, filled, advocate),
        )
        receipt = self._relay.intake.accept(submission, self._relay.deadline(self._context, BUDGET_SECONDS))
        if receipt.status == "unavailable":
            raise unavailable(receipt.retry_after)

    def _by_own_names(self, campaigns: Sequence[Campaign]) -> fields.Filled | None:
        """What the form says by the names that these campaigns have for its fields, None if they have none."""
        for campaign in campaigns:
            if campaign.web_form and campaign.web_form.names:
                from relay.sources import own_names

                return own_names.read(self.request, campaigns)
        return None

    def _is_trusted(self) -> bool:
        """Whether the sender proves itself. One that tries and fails is refused, whatever is asked for."""
        is_signed = False
        if WEBHOOK_ID in self.request.headers or WEBHOOK_SIGNATURE in self.request.headers:
            from relay.sources import standard_webhooks

            standard_webhooks.verify(self.request, self._relay.credentials.prove)
            is_signed = True
        shown = self.request.header("authorization")
        if not shown:
            return is_signed
        scheme, _, secret = shown.partition(" ")
        shown_secret = secret.strip()
        is_known = self._relay.credentials.prove(lambda ours: equals_any(shown_secret, ours.form_secrets))
        if scheme.lower() != "bearer" or not is_known:
            raise _unauthorized()
        return True

    def _reply(self, receipt: "Receipt", filled: fields.Filled) -> Response:
        if receipt.status == "unavailable":
            raise unavailable(receipt.retry_after)
        if receipt.status == "rejected":
            raise invalid(receipt.problems or (REJECTED,))
        if browsers.prefers_json(self.request):
            return self._json(*_shown(receipt, filled))
        target = self._next_page(filled)
        if target:
            if filled.left_out or filled.contacts_left_out:
                target = browsers.with_left_out(target, filled.left_out, filled.contacts_left_out)
            return self._for_origin(Response(status=303, headers={"location": target}))
        from relay.sources import explanations, pages

        words = explanations.words_for(self._named, self._campaigns)
        left_out = [*filled.contacts_left_out, *filled.left_out]
        organization = explanations.organization_of(self._named, self._campaigns)
        return self._for_origin(pages.thanks(self._named, words, receipt, organization, left_out))

    def _next_page(self, filled: fields.Filled) -> str | None:
        """Where the form sends people afterwards, if they can be sent there. A site that isn't listed is logged."""
        wanted = next((filled.controls[name] for name in NEXT_PAGE if name in filled.controls), "")
        if not wanted:
            return None
        target = browsers.redirect_target(wanted, self._campaigns)
        if target is None:
            self._report("redirects", wanted)
        return None if browsers.is_for_script(self.request) else target

    def _report(self, key: UnlistedIn, url: str) -> None:
        site, fault = browsers.fault_of_site(url)
        telemetry.unlisted_site(key, site, fault, [campaign.id for campaign in self._named])

    def _json(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
        return self._for_origin(
            Response(status=status, body=json.dumps(body), media_type="application/json", headers=headers or {})
        )

    def _for_origin(self, response: Response) -> Response:
        cors = browsers.cors_headers(self.request, self._campaigns)
        if browsers.MAY_READ not in cors and browsers.is_for_script(self.request):
            self._report("origins", self.request.header("origin"))
        return Response(
            status=response.status,
            body=response.body,
            media_type=response.media_type,
            headers={**cors, **response.headers},
        )


def submitted(
    request: Request,
    filled: fields.Filled,
    campaigns: Sequence[Campaign],
    problems: Sequence[Problem],
    *,
    trusted: bool,
) -> Submission:
    """The submission that a filled-in form asks for.

    `campaigns` and `problems` are what became of the campaigns it names. Raises `Unusable` with every
    problem.
    """
    ids = tuple(campaign.id for campaign in campaigns)
    arguments = dict(filled.arguments)
    said = [*filled.problems, *rules.forbidden(arguments, trusted=trusted), *problems]
    advocate, faults = rules.advocate(arguments, ids)
    connection, wishes = _connection(arguments, campaigns, trusted=trusted)
    found = rules.first_per_field([*said, *faults, *wishes])
    if found:
        raise Unusable(found)
    tag = next((c.web_form.p2asource for c in campaigns if c.web_form and c.web_form.p2asource), None)
    if tag:
        advocate.setdefault("p2asource", tag)
    content = canonical.content(ids, advocate, connection)
    key, keyed_by_content = canonical.natural_key(_own_key(request, filled), content)
    return Submission(
        source=SOURCE,
        natural_key=key,
        keyed_by_content=keyed_by_content,
        received_at=request.received_at,
        campaigns=ids,
        advocate=advocate,
        connection=connection,
        trusted=trusted,
        correctable=True,
        **_evidence(request, filled, advocate),
    )


def _connection(
    arguments: Mapping[str, Argument],
    campaigns: Sequence[Campaign],
    *,
    trusted: bool,
) -> tuple[ConnectionRequest | None, list[Problem]]:
    """The contacts with legislators that the form asks for, and what is wrong with that wish.

    Texts of a type that isn't asked for are left out: their box may just not have been ticked.
    """
    types = arguments.get("type", [])
    if not types:
        return None, []
    if any(kind not in rules.NEEDS for kind in types):
        return None, [Problem("type", "invalid", "must be email, tweet or call")]
    campaign = _connected_campaign(arguments, campaigns)
    if campaign is None:
        problem = Problem("campaignid", "required", "must say for which one of the campaigns the contact is")
        return None, [problem] if campaigns else []
    problems = []
    if "call" in types and not trusted and not (campaign.web_form and campaign.web_form.calls):
        problems.append(Problem("type", "not_for_the_public", "can't be call: this campaign makes no calls for forms"))
    if "advocateid" not in arguments:  # the platform has what an advocate gave before
        problems += [
            Problem(name, "required", f"is needed for the {kind}")
            for kind in types
            for name in rules.missing(kind, arguments)
        ]
    request, faults = rules.connection(campaign.id, types, arguments)
    return request, [*problems, *faults]


def _connected_campaign(arguments: Mapping[str, Argument], campaigns: Sequence[Campaign]) -> Campaign | None:
    """The campaign of the contacts: the only one, or the one that `campaignid` names."""
    if len(campaigns) == 1:
        return campaigns[0]
    named = arguments.get("campaignid", [])
    chosen = [campaign for campaign in campaigns if str(campaign.id) in named]
    return chosen[0] if len(chosen) == 1 else None


def _own_key(request: Request, filled: fields.Filled) -> str:
    """The sender's key, or "". The id of a signed request comes first: no other can be changed when it is sent anew."""
    shown = request.headers.get(WEBHOOK_ID) or request.header("idempotency-key")
    return shown.strip() or filled.controls.get(IDEMPOTENCY_KEY, "")


class _Evidence(TypedDict, total=False):
    proof: str
    wording: str
    origin: str


def _evidence(request: Request, filled: fields.Filled, advocate: Mapping[str, Argument]) -> _Evidence:
    """How the opt-ins and opt-outs in it were expressed, and where; nothing if there are none."""
    ticked = [name for name in BOXES if name in advocate]
    if not ticked:
        return {}
    return {
        "proof": f"box: {', '.join(ticked)}",
        "wording": _wording(filled),
        "origin": browsers.page_origin(request),
    }


def _wording(filled: fields.Filled) -> str:
    """The id that the form gives to the words beside its boxes; "" if that is no plain id: it is kept for ever."""
    said = filled.controls.get(WORDING, "")
    return said if is_wording(said) else ""


def _shown(receipt: "Receipt", filled: fields.Filled) -> tuple[int, dict[str, Any]]:
    """The JSON reply to a submission that is safe with us: 200 if it was carried out, 202 if it waits."""
    connections = {**receipt.connections, **dict.fromkeys(filled.contacts_left_out, "left_out")}
    delivered = receipt.status == "delivered"
    body: dict[str, Any] = {"status": "delivered" if delivered else "queued", "id": receipt.id}
    if connections:
        body["connections"] = connections
    if receipt.tweet_url:
        body["url"] = receipt.tweet_url
    if receipt.overridden:
        body["overridden"] = list(receipt.overridden)
    if receipt.held:
        body["held"] = list(receipt.held)
    if filled.left_out:
        body["left_out"] = list(filled.left_out)
    return (200 if delivered else 202), body


def _in_path(request: Request) -> list[str]:
    return [request.path_parameters["campaignid"]] if request.path_parameters.get("campaignid") else []


def _texts(filled: fields.Filled, name: str) -> list[str]:
    value = filled.arguments.get(name, [])
    return value if isinstance(value, list) else []


def _unauthorized() -> Refused:
    return Refused(401, "unauthorized", "This needs a valid form secret.", headers={"www-authenticate": "Bearer"})
