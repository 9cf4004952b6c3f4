"""Google Ads lead forms: the webhook that Google calls for each lead (docs/sources.md).

Google signs nothing: the key that the advertiser typed into the form's set-up comes back as `google_key`, and makes a
lead believable. It goes no further than this module. `lead_id` is the sender's key. The campaign stands in the
address, since Google's `campaign_id` is one of its own. What a believable lead lacks is a person's business here, so
it is kept as a dead letter; Google is told that it arrived.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from relay import telemetry
from relay.campaigns import Campaign, Campaigns, Source
from relay.delivery.unusable import Unusable
from relay.settings import Settings
from relay.sources import bodies, google_columns, leads, redaction, rules
from relay.sources.authenticity import equals_any
from relay.sources.bodies import Pairs
from relay.sources.http import Refused, Request, Response, errors, guarded, malformed_body, method_not_allowed
from relay.sources.typed import fields, values, yes_or_no
from relay.sources.typed.vocabulary import ARGUMENTS, squeezed
from relay.submission import Submission

if TYPE_CHECKING:
    from relay.delivery.run import Deadline
    from relay.sources.ingress import Ingress

SOURCE: Final[Source] = "google_lead"
BUDGET_SECONDS: Final = 3.0
CAMPAIGN: Final = "campaignid"
LEAD_ID: Final = "lead_id"
NO_CAMPAIGN: Final = "the webhook's address must end in /google-lead/998 (998 is the campaign)"
NO_COLUMNS: Final = "The lead has no list user_column_data, as Google's leads have."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lead:
    """A lead as Google posts it. `columns`: each with its id, its name in words, and its value; any may be blank."""

    id: str = field(repr=False)
    key: str = field(repr=False)
    is_test: bool
    columns: Sequence[tuple[str, str, str]] = field(repr=False)


def handle(event: Mapping[str, Any], context: Any, relay: "Ingress") -> dict[str, Any]:
    """Answer one event of the routes /google-lead and /google-lead/{campaignid}; `context` is Lambda's."""
    relay.begin(context)
    return guarded(SOURCE, Request.from_event(event), lambda request: _answer(request, context, relay), _refusal)


def _answer(request: Request, context: Any, relay: "Ingress") -> Response:
    if request.method != "POST":
        raise method_not_allowed("POST")
    lead = _read(request)
    if not relay.credentials.prove(lambda ours: equals_any(lead.key, ours.google_keys)):
        raise Refused(401, "unauthorized", "This needs one of google_keys as the form's webhook key (google_key).")
    pairs = _pairs(lead, request.path_parameters.get("campaignid", ""), relay.campaigns)
    pairs = redaction.without(pairs, relay.credentials.current().secrets)
    answer, submission_id = _taken(lead, pairs, request.received_at, relay, relay.deadline(context, BUDGET_SECONDS))
    _tell_of_ignored(submission_id, pairs, relay.campaigns)
    return leads.in_json(200, answer)


def _taken(
    lead: _Lead, pairs: Pairs, received_at: int, relay: "Ingress", deadline: "Deadline"
) -> tuple[dict[str, Any], str]:
    """Take a believable lead or keep it for a person; what is said of it, and its id, "" for a test."""
    try:
        submission = _kept(pairs, received_at, relay.campaigns)
    except Unusable as unusable:
        wrong = leads.faults_of(unusable.problems) if CAMPAIGN in dict(pairs) else NO_CAMPAIGN
        if lead.is_test:
            return leads.said_of_a_test(SOURCE, wrong), ""
        kept = relay.unusable.keep(SOURCE, urlencode(pairs, errors="replace"), received_at, unusable.problems)
        waits = {"message": f"This lead waits for a person, for it could not be used: {wrong}."}
        return leads.said_of(kept) | waits, kept.id
    if lead.is_test:
        return leads.said_of_a_test(SOURCE), ""
    receipt = relay.intake.accept(submission, deadline)
    return leads.said_of(receipt, leads.left_out(submission, relay.campaigns)), receipt.id


def submitted(pairs: Pairs, lead_id: str, received_at: int, campaigns: Campaigns) -> Submission:
    """The submission that a lead asks for, the same however it came: by the webhook, in a letter or in a file.

    `pairs` are the lead's columns and their values, and the campaign of ours as ("campaignid", "998"). A column is
    called by its id or by its question's text, as Google does, or by a name of ours ("zip5", "fields[5365]"); what the
    campaign's `[campaigns.998.google_lead.fields]` says of it counts before all. Any other column is ignored.
    `lead_id` is Google's, which makes two arrivals of the lead one. Raises `Unusable` with every problem.
    """
    own = _own_names(_campaign(pairs, campaigns))
    filled = fields.read(_answered(_understood(pairs, own)))
    key = values.clean(lead_id)
    return leads.asked(SOURCE, filled, received_at, campaigns, own_key=key, proof="Google lead form")


def read_again(raw: str, received_at: int, campaigns: Campaigns, _: Settings) -> Submission:
    """The submission of a lead that was kept as unusable. Raises `Unusable` if it still is.

    `raw` has the lead's id, the campaign and the columns as a form, without secrets.
    """
    return _kept(bodies.urlencoded(raw.encode()), received_at, campaigns)


def _kept(pairs: Pairs, received_at: int, campaigns: Campaigns) -> Submission:
    """The submission of a lead with its id among its columns. Raises `Unusable`."""
    lead_id = next((value for name, value in pairs if name == LEAD_ID), "")
    return submitted(tuple(pair for pair in pairs if pair[0] != LEAD_ID), lead_id, received_at, campaigns)


def _read(request: Request) -> _Lead:
    """The lead in a request. Raises `Refused`: 415 if it isn't JSON, 413 over 64 KB, 400 if it can't be read."""
    media, parameters = bodies.media_type(request.header("content-type"))
    if media != bodies.JSON:
        raise Refused(415, "unsupported_media_type", f"Send {bodies.JSON}, as Google does.")
    try:
        text = bodies.text_of_json(request.body(), parameters.get("charset", ""))
        data = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise malformed_body() from None
    if not isinstance(data, dict):
        raise malformed_body()
    told = {name.lower(): value for name, value in data.items()}  # Google's own samples have Google_key, too
    columns = told.get("user_column_data")
    if not isinstance(columns, list) or len(columns) > bodies.MAXIMUM_FIELDS:
        raise Refused(400, "malformed_body", NO_COLUMNS)
    return _Lead(
        id=_text(told.get("lead_id")),
        key=_text(told.get("google_key")),
        is_test=leads.is_ticked(_text(told.get("is_test"))),
        columns=[_column(each) for each in columns if isinstance(each, dict)],
    )


def _column(told: Mapping[str, Any]) -> tuple[str, str, str]:
    return _text(told.get("column_id")), _text(told.get("column_name")), _text(told.get("string_value"))


def _text(value: Any) -> str:
    """A value of the lead as text; what is none, a number or a truth says nothing. Numbers are texts by now."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.strip() if isinstance(value, str) else ""


def _pairs(lead: _Lead, campaign: str, campaigns: Campaigns) -> Pairs:
    """The lead's id, the campaign of the address, which alone counts, and the columns by the names that say most."""
    named: Pairs = ((CAMPAIGN, campaign),) if campaign else ()
    own = _own_names(_campaign(named, campaigns))
    columns = ((_name(column, words, own), value) for column, words, value in lead.columns)
    return ((LEAD_ID, lead.id), *named, *_columns(columns))


def _columns(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """What tells neither the lead's id nor a campaign."""
    return tuple(pair for pair in pairs if not _is_campaign(pair[0]) and pair[0] != LEAD_ID)


def _tell_of_ignored(submission_id: str, pairs: Pairs, campaigns: Campaigns) -> None:
    """Log how many columns are of no use here, with their documented ids or our names only."""
    ours = _campaign(pairs, campaigns)
    own, columns = _own_names(ours), _columns(pairs)
    ignored = [google_columns.documented(name) or "other" for name, _ in columns if not _wire(name, own)]
    ignored += [opt_in for opt_in, is_yes in _opt_ins(_understood(columns, own)) if is_yes is None]
    if ignored:
        telemetry.ignored_columns(submission_id, SOURCE, ignored, [ours.id] if ours else [])


def _understood(columns: Iterable[tuple[str, str]], own: Mapping[str, str]) -> Pairs:
    """The columns that something is known of, by the names that they have here."""
    return tuple((wire, value) for name, value in columns if (wire := _wire(name, own)))


def _answered(columns: Pairs) -> Pairs:
    """The columns with a 1 for each plain yes to a question of consent, and without those of an opt-in that one of them
    leaves unclear: that is no consent, and hinders nothing.
    """
    opt_ins = _opt_ins(columns)
    unclear = [opt_in for opt_in, is_yes in opt_ins if is_yes is None]
    return tuple(
        (wire, "1" if is_yes else value)
        for (wire, value), (opt_in, is_yes) in zip(columns, opt_ins, strict=True)
        if opt_in not in unclear
    )


def _opt_ins(columns: Pairs) -> list[tuple[str, bool | None]]:
    """The opt-in that each column is about, "" if none, and whether its answer is a yes (None: neither yes nor no)."""
    named = ((_opt_in(wire), value) for wire, value in columns)
    return [(opt_in, yes_or_no.is_yes(opt_in, value) if opt_in else False) for opt_in, value in named]


def _opt_in(wire: str) -> str:
    """The opt-in that a column of this name is read as, "" if none."""
    known = ARGUMENTS.get(squeezed(wire.removesuffix("[]")))
    understood = {known} if known else fields.read([(wire, "1")]).arguments.keys()
    return next(iter(understood & leads.OPT_INS), "")


def _name(column: str, words: str, own: Mapping[str, str]) -> str:
    """The column's id, or the question's words if only these are known here."""
    ways = [name for name in (column, words) if name]
    known = [name for name in ways if leads.plain(name) in own] or [name for name in ways if _wire(name, own)]
    return next(iter(known or ways), "")


def _is_campaign(column: str) -> bool:
    return squeezed(column.removesuffix("[]")) in {"campaignid", "campaigns"}


def _campaign(pairs: Pairs, configured: Campaigns) -> Campaign | None:
    """The campaign that the lead is for, if it takes leads of Google's."""
    named = [value.strip() for name, value in pairs if _is_campaign(name)]
    campaigns, _ = rules.campaigns_for(SOURCE, named[:1], configured)
    return campaigns[0] if campaigns else None


def _own_names(campaign: Campaign | None) -> Mapping[str, str]:
    """What the campaign says that its form's questions are called here."""
    return leads.renaming(campaign.google_lead.fields if campaign and campaign.google_lead else None)


def _wire(name: str, own: Mapping[str, str]) -> str | None:
    """What a column is here: by the campaign, by Google's documentation, or because it is plainly a name of ours."""
    bare = leads.plain(name)
    if wire := own.get(bare) or google_columns.TAKEN.get(bare):
        return wire
    is_ours = ARGUMENTS.get(squeezed(name.removesuffix("[]"))) or name.startswith("fields[")
    return name if is_ours else None


def _refusal(refused: Refused) -> Response:
    """An error, with the sentence that Google shows to who tests the form's set-up."""
    told = {"message": refused.message, **errors(refused)}
    return leads.in_json(refused.status, told, refused.headers)
