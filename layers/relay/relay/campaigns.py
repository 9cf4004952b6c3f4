"""What the organiser configured in campaigns.toml, as the functions see it.

These classes are all that says what may stand in the file. It is checked against them and turned into the literal
`relay/_campaigns.py` when the layer is built (build/campaigns_toml.py), so that a cold start neither parses nor
validates anything.

Every source that has a function has `quiet_hours`: after so many hours without one submission the keeper's digest says
that it is silent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Final, Literal

from relay.campaign_values import (
    BURST,
    ChallengeService,
    Connect,
    ConnectOfFiles,
    ConnectOfTexts,
    FieldNames,
    Forward,
    Handle,
    Keywords,
    Language,
    Name,
    Organization,
    Origins,
    OwnAnswer,
    OwnWords,
    PostsInTenMinutes,
    QuietHours,
    Reply,
    SiteKey,
    Switch,
    Tag,
    Thanks,
)

type Source = Literal["web_form", "twitter_card", "google_lead", "sms", "lead_file"]
"""Every source there is. Each has a model here, a module in `sources` and a folder in functions/; what is imported from
a file (`lead_file`) has no function, since an operator's command reads it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Challenge:
    """What a form has its visitors do to show that they are people: whose, and the public key of the widget.

    Two campaigns with the same one have one: its token is good once.
    """

    service: ChallengeService
    sitekey: SiteKey


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WebForm:
    """How the public's forms may feed a campaign.

    `names`: what fields that nobody else calls so are called here. `challenge`: what the public must pass. `burst`: how
    many posts of one address in ten minutes are not held. `only_from_origins`: the public's posts must come from a page
    on a site of `origins` or `redirects`.
    """

    origins: Origins = ()
    redirects: Origins = ()
    p2asource: Tag = None
    calls: Switch = False
    secret: Switch = False
    thanks: Thanks = None
    names: FieldNames = None
    challenge: Challenge | None = None
    only_from_origins: Switch = False
    burst: PostsInTenMinutes = BURST
    quiet_hours: QuietHours = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TwitterCard:
    """How lead cards may feed a campaign.

    `names`: what fields that nobody else calls so are called here. `account`: the handle of the account that the cards
    are of, whose lead is the set-up's test. `forward`: where leads go in the place of a create: the API's own endpoint
    for cards.
    """

    connect: Connect = ()
    forward: Forward = None
    p2asource: Tag = None
    names: FieldNames = None
    account: Handle = None
    quiet_hours: QuietHours = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class GoogleLead:
    """How Google Ads lead forms may feed a campaign.

    `fields`: what the form's own questions, by their column ids or texts, are called here.
    """

    fields: FieldNames = None
    connect: Connect = ()
    p2asource: Tag = None
    quiet_hours: QuietHours = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LeadFile:
    """What is done with the rows of a file that an operator imports (`relay import`)."""

    connect: ConnectOfFiles = ()
    p2asource: Tag = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Sms:
    """How texts may feed a campaign; `keywords` are in the `spelling` in which they are compared.

    `help` ... `stopped` stand in the place of the relay's own answers (`sources.answers`).
    """

    keywords: Keywords
    reply: Reply
    connect: ConnectOfTexts = ()
    p2asource: Tag = None
    smsoptin: Switch = True
    help: OwnAnswer = None
    hint: OwnAnswer = None
    unclear: OwnAnswer = None
    abroad: OwnAnswer = None
    stopped: OwnAnswer = None
    quiet_hours: QuietHours = None


SOURCES: Final[Mapping[str, type[Any]]] = {
    "web_form": WebForm,
    "twitter_card": TwitterCard,
    "google_lead": GoogleLead,
    "sms": Sms,
    "lead_file": LeadFile,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Campaign:
    """One campaign of the platform, with a table for each source that may feed it.

    `organization`: whose campaign it is, as its people know it. `language`: of the relay's own words to them, where
    none of the organiser's stand in their place. `words`: these, by their names (`sources.languages`).
    """

    id: int
    name: Name
    organization: Organization = None
    language: Language = "en"
    words: OwnWords = None
    web_form: WebForm | None = None
    twitter_card: TwitterCard | None = None
    google_lead: GoogleLead | None = None
    sms: Sms | None = None
    lead_file: LeadFile | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Campaigns:
    """All configured campaigns, by their id, and the campaign that each text keyword stands for.

    `guarded`: those whose forms ask more of the public than to be filled in well (`sources.barriers`).
    """

    by_id: Mapping[int, Campaign]
    by_keyword: Mapping[str, Campaign]
    guarded: frozenset[int] = frozenset()

    @classmethod
    def from_literal(cls, literal: Mapping[int, Mapping[str, Any]]) -> "Campaigns":
        """Campaigns from the checked literal that the build wrote."""
        by_id = {number: _campaign(number, table) for number, table in literal.items()}
        by_keyword = {
            keyword: campaign for campaign in by_id.values() if campaign.sms for keyword in campaign.sms.keywords
        }
        forms = [(number, campaign.web_form) for number, campaign in by_id.items() if campaign.web_form]
        guarded = frozenset(number for number, form in forms if form.challenge or form.only_from_origins)
        return cls(by_id, by_keyword, guarded)


def _campaign(number: int, table: Mapping[str, Any]) -> Campaign:
    sources = {source: model(**table[source]) for source, model in SOURCES.items() if source in table}
    form = sources.get("web_form")
    if form and form.challenge:
        sources["web_form"] = replace(form, challenge=Challenge(**form.challenge))
    own = {key: table[key] for key in ("name", "organization", "language", "words") if key in table}
    return Campaign(id=number, **own, **sources)


def configured() -> Campaigns:
    """The campaigns that were built into this layer."""
    built = import_module("relay._campaigns")  # written by the build; a checkout that was never built has none
    return Campaigns.from_literal(built.CAMPAIGNS)
