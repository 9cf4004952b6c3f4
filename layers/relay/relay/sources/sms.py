"""Texts to a Twilio number: a keyword joins its campaign, a stop is kept, everything else gets a short
answer. What tells the texts apart that are no keyword is imported late: few are.

The signature is checked before anything is believed or cleaned, against the URL that the operator configured
and never the Host header. A keyword texted from the phone itself is the only proof there is that the phone is
the sender's: only here may `smsOptinConfirmed` be said, and only where the account has it switched on.

Twilio gives 15 s and repeats nothing unless asked to by the webhook's URL (`#rc=3&rp=all`), so the answer is
quick, and the same whether the sign-up has been carried out, waits, or came twice (docs/sources.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from relay import canonical
from relay.campaigns import Campaign, Campaigns, Source
from relay.delivery.unusable import Unusable
from relay.keywords import bare, spelling
from relay.settings import Settings
from relay.sources import bodies, redaction, rules, twilio
from relay.sources.bodies import Pairs
from relay.sources.http import Refused, Request, Response, guarded, method_not_allowed, unavailable
from relay.sources.typed import values
from relay.submission import Argument, Submission

if TYPE_CHECKING:
    from relay.delivery.receipt import Receipt
    from relay.sources.ingress import Ingress

SOURCE: Final[Source] = "sms"
BUDGET_SECONDS: Final = 8.0
LONGEST_TEXT: Final = 1600  # https://www.twilio.com/docs/messaging/guides/webhook-request: Body

NOTHING_TO_SAY: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One inbound message, as Twilio tells it.

    `sender` is a phone in E.164, or whatever else can send: a short code, an account (`messenger:...`). `channel` is
    what Twilio puts before a phone that does not text: "whatsapp", "rcs".
    """

    sid: str
    channel: str
    sender: str = field(repr=False)
    body: str = field(repr=False)
    opt_out_type: str
    pairs: Pairs = field(repr=False)
    received_at: int


def handle(event: Mapping[str, Any], context: Any, relay: "Ingress") -> dict[str, Any]:
    """Answer one event of the route /sms; `context` is Lambda's."""
    relay.begin(context)
    return guarded(
        SOURCE,
        Request.from_event(event),
        lambda request: _answer(request, context, relay),
        lambda refused: Response(
            status=refused.status, body=refused.message, media_type="text/plain", headers=refused.headers
        ),
    )


def _answer(request: Request, context: Any, relay: "Ingress") -> Response:
    if request.method != "POST":
        raise method_not_allowed("POST")
    text = read_text(_signed_pairs(request, relay), request.received_at)
    if text.opt_out_type == "STOP":
        return _opt_out(text, "OptOutType=STOP", context, relay)
    campaign = keyword_campaign(text.body, relay.campaigns)
    return _join(text, campaign, context, relay) if campaign else _no_keyword(text, context, relay)


def _no_keyword(text: Text, context: Any, relay: "Ingress") -> Response:
    """Tell what a text means that is not exactly a keyword, and answer it."""
    from relay.sources.texts import answers, near_keywords, plain_words, reactions, wording

    if reactions.is_reaction(text.body):
        return _twiml(NOTHING_TO_SAY)
    meaning = wording.judge(text.body)
    if meaning == "opt_out":
        return _opt_out(text, " ".join(plain_words.words(text.body)), context, relay)
    if text.opt_out_type or (not text.channel and wording.is_answered_by_twilio(text.body)):
        return _twiml(NOTHING_TO_SAY)
    if campaign := near_keywords.courteous(text.body, relay.campaigns):
        return _join(text, campaign, context, relay)
    keyword, nearest = near_keywords.nearest(text.body, relay.campaigns) or ("", None)
    spoken_for = [nearest] if nearest else list(dict.fromkeys(relay.campaigns.by_keyword.values()))
    if meaning == "stop_like":
        return _hold(text, answers.answer("unclear", spoken_for), relay)
    kind: answers.Kind = "help" if meaning == "help" else "near" if nearest else "hint"
    return _twiml(answers.answer(kind, spoken_for, keyword))


def _signed_pairs(request: Request, relay: "Ingress") -> Pairs:
    """The posted fields, blanks and all. Raises `Refused`: 403 unless signed, and what `bodies` raises."""
    signature = request.header("x-twilio-signature")
    url = public_url(request, relay.settings.public_url)
    media, _ = bodies.media_type(request.header("content-type"))
    if media == bodies.JSON:
        query = dict(bodies.urlencoded(request.query.encode("utf-8", "surrogatepass")))
        body = request.body()
        body_hash = query.get("bodySHA256", "")
        if not relay.credentials.prove(
            lambda ours: twilio.json_is_signed(signature, url, body_hash, body, ours.twilio_auth_tokens)
        ):
            raise _unsigned()
        return bodies.from_json(body)
    pairs = bodies.read(request, accepted=(bodies.URLENCODED, bodies.JSON))
    if not relay.credentials.prove(lambda ours: twilio.form_is_signed(signature, url, pairs, ours.twilio_auth_tokens)):
        raise _unsigned()
    return pairs


def public_url(request: Request, configured: str) -> str:
    """The URL that Twilio was given: the configured origin, else API Gateway's; path and query as sent."""
    origin = configured or f"https://{request.domain}"
    return f"{origin}{request.path}" + (f"?{request.query}" if request.query else "")


def keyword_campaign(body: str, campaigns: Campaigns) -> Campaign | None:
    """The campaign whose keyword this text is, in any `spelling`, with any white space and punctuation around."""
    return campaigns.by_keyword.get(spelling(bare(body)))


def _opt_out(text: Text, proof: str, context: Any, relay: "Ingress") -> Response:
    """Take in an opt-out. Twilio has spoken already, or will not be spoken over: the person wants no texts."""
    if not _us_phone(text.sender):
        return _hold(text, NOTHING_TO_SAY, relay)
    deadline = relay.deadline(context, BUDGET_SECONDS)
    return _say(relay.intake.accept(_stop(text, proof, {"smsOptout": "1"}), deadline), NOTHING_TO_SAY)


def _hold(text: Text, message: str, relay: "Ingress") -> Response:
    """Have a person read what may be an opt-out, or is one by whom nobody can be found.

    Who is no phone is not answered: it may be a machine that answers too.
    """
    is_phone = bool(_us_phone(text.sender))
    said = values.clean(text.body)[:LONGEST_TEXT]
    receipt = relay.intake.hold(_stop(text, said, {}), "stop_like" if is_phone else "no_phone")
    return _say(receipt, message if is_phone else NOTHING_TO_SAY, if_held=True)


def _join(text: Text, campaign: Campaign, context: Any, relay: "Ingress") -> Response:
    """Take the keyword's supporter in, or tell its sender that it can't be one."""
    try:
        submission = submitted(text, campaign, confirmed=relay.settings.sms_optin_confirmed)
    except Unusable as unusable:
        return _unusable(text, campaign, unusable, relay)
    deadline = relay.deadline(context, BUDGET_SECONDS)
    receipt = relay.intake.accept(submission, deadline)
    if "smsOptin" in receipt.overridden:
        from relay.sources.texts import answers

        return _say(receipt, answers.answer("stopped", [campaign]))
    if "smsOptin" in receipt.held:
        return _say(receipt, NOTHING_TO_SAY)
    return _say(receipt, campaign.sms.reply if campaign.sms else "")


def _unusable(text: Text, campaign: Campaign, unusable: Unusable, relay: "Ingress") -> Response:
    """Turn away a sender that is no US phone: nobody could do anything about a letter. All else is a fault of ours."""
    if any(problem.field == "phone" for problem in unusable.problems):
        from relay import telemetry
        from relay.sources.texts import answers

        telemetry.outcome("", source=SOURCE, outcome="refused", reason="no_us_phone")
        return _twiml(answers.answer("abroad", [campaign]))
    kept = redaction.without(text.pairs, relay.credentials.current().secrets)
    raw = urlencode(kept, errors="replace")
    return _say(relay.unusable.keep(SOURCE, raw, text.received_at, unusable.problems), NOTHING_TO_SAY)


def submitted(text: Text, campaign: Campaign, *, confirmed: bool) -> Submission:
    """The submission that a campaign's keyword asks for. Raises `Unusable` if the sender is no US phone.

    The city, state and ZIP that Twilio adds are the number's, not the person's address, and are left alone.
    """
    sms = campaign.sms
    told: dict[str, Argument] = {"phone": values.phone(text.sender)}
    if sms and sms.smsoptin:
        told["smsOptin"] = "1"
        if confirmed:
            told["smsOptinConfirmed"] = "1"
    if sms and sms.p2asource:
        told["p2asource"] = sms.p2asource
    advocate, problems = rules.advocate(told, [campaign.id])
    if problems:
        raise Unusable(rules.first_per_field(problems))
    key, keyed_by_content = _natural_key(text)
    return Submission(
        source=SOURCE,
        natural_key=key,
        keyed_by_content=keyed_by_content,
        received_at=text.received_at,
        campaigns=(campaign.id,),
        advocate=advocate,
        connection=rules.configured_connection(campaign.id, sms.connect if sms else (), advocate),
        trusted=True,
        proof=spelling(bare(text.body)),
    )


def read_again(raw: str, received_at: int, campaigns: Campaigns, settings: Settings) -> Submission:
    """The submission of a text that was kept as unusable. Raises `Unusable` if it still is.

    `raw` has Twilio's fields as a form. A text that is kept had a keyword, which may have been edited or taken out.
    """
    text = read_text(bodies.urlencoded(raw.encode()), received_at)
    from relay.sources.texts import near_keywords

    campaign = keyword_campaign(text.body, campaigns) or near_keywords.courteous(text.body, campaigns)
    if campaign is None:
        raise Unusable([])
    return submitted(text, campaign, confirmed=settings.sms_optin_confirmed)


def _stop(text: Text, proof: str, wish: Mapping[str, Argument]) -> Submission:
    """What a text that is, or may be, an opt-out says: the phone, and what it wishes for."""
    key, keyed_by_content = _natural_key(text)
    return Submission(
        source=SOURCE,
        natural_key=key,
        keyed_by_content=keyed_by_content,
        received_at=text.received_at,
        campaigns=(),
        advocate={"phone": values.phone(text.sender), **wish},
        trusted=True,
        proof=proof,
    )


def read_text(pairs: Pairs, received_at: int) -> Text:
    """The message in Twilio's fields; `received_at` in milliseconds."""
    first: dict[str, str] = {}
    for name, value in pairs:
        first.setdefault(name, value)
    channel, sender = _sender(first.get("From", ""))
    sids = (values.clean(first.get(name, "")) for name in ("MessageSid", "SmsMessageSid", "SmsSid"))
    return Text(
        sid=next(filter(None, sids), ""),
        channel=channel,
        sender=sender,
        body=first.get("Body", ""),
        opt_out_type=first.get("OptOutType", "").strip().upper(),
        pairs=pairs,
        received_at=received_at,
    )


def _sender(told: str) -> tuple[str, str]:
    """The channel and the phone in Twilio's `From`: "whatsapp:+18165550123". What is no phone keeps its channel's name.

    https://www.twilio.com/docs/messaging/channels
    """
    channel, colon, address = told.partition(":")
    plus = address.replace(" ", "+", 1) if address.startswith(" ") else address
    if not colon or not plus.startswith("+"):  # a plus sign that was not encoded arrives as a space
        return (values.clean(channel).lower() if colon else ""), values.clean(told)
    return values.clean(channel).lower(), values.clean(plus.partition("@")[0].partition(";")[0])


def _us_phone(sender: str) -> str:
    """The ten digits of a US phone, "" if it is none."""
    digits = values.phone(sender)
    return digits if values.has_us_length(digits) else ""


def _natural_key(text: Text) -> tuple[str, bool]:
    """What makes two texts one: Twilio's id of the message, if it has one, and what was sent."""
    return canonical.natural_key(text.sid, canonical.digest([text.sender, canonical.text_of(text.body)]))


def _say(receipt: "Receipt", message: str, *, if_held: bool = False) -> Response:
    """The answer to what is safe with us; nothing is said, unless `if_held`, about what a person must look at first."""
    if receipt.status == "unavailable":
        raise unavailable(receipt.retry_after)
    is_silent = receipt.status == "rejected" or (receipt.status == "held" and not if_held)
    return _twiml(NOTHING_TO_SAY if is_silent else message)


def _twiml(message: str) -> Response:
    return Response(status=200, body=twilio.twiml(message), media_type="text/xml")


def _unsigned() -> Refused:
    return Refused(403, "bad_signature", "This is not signed by the configured Twilio account.")
