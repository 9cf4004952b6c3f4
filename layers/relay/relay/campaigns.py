"""What the organiser configured in campaigns.toml, as the functions see it.

The file is checked and turned into the literal `relay/_campaigns.py` when the layer is built (build/campaigns_toml.py),
so that a cold start neither parses nor validates anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

type Source = Literal["web_form", "twitter_card", "sms"]
"""Every source there is; each has a module in `sources`, a model here and a folder in functions/."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebForm:
    """How the public's forms may feed a campaign."""

    origins: tuple[str, ...] = ()
    redirects: tuple[str, ...] = ()
    p2asource: str | None = None
    calls: bool = False
    secret: bool = False
    thanks: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TwitterCard:
    """How lead cards may feed a campaign."""

    connect: tuple[str, ...] = ()
    p2asource: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """How texts may feed a campaign; `keywords` are in upper case."""

    keywords: tuple[str, ...]
    reply: str
    connect: tuple[str, ...] = ()
    p2asource: str | None = None
    smsoptin: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One campaign of the platform, with a table for each source that may feed it."""

    id: int
    name: str
    web_form: WebForm | None = None
    twitter_card: TwitterCard | None = None
    sms: Sms | None = None


@dataclass(frozen=True, slots=True)
class Campaigns:
    """All configured campaigns, by their id, and the campaign that each text keyword stands for."""

    by_id: Mapping[int, Campaign]
    by_keyword: Mapping[str, Campaign]

    @classmethod
    def from_literal(cls, literal: Mapping[int, Mapping[str, Any]]) -> "Campaigns":
        """Campaigns from the checked literal that the build wrote."""
        by_id = {
            number: Campaign(
                id=number,
                name=table["name"],
                web_form=_part(WebForm, table.get("web_form")),
                twitter_card=_part(TwitterCard, table.get("twitter_card")),
                sms=_part(Sms, table.get("sms")),
            )
            for number, table in literal.items()
        }
        by_keyword = {
            keyword: campaign for campaign in by_id.values() if campaign.sms for keyword in campaign.sms.keywords
        }
        return cls(by_id, by_keyword)


def _part[T](kind: type[T], table: Mapping[str, Any] | None) -> T | None:
    return None if table is None else kind(**table)


def configured() -> Campaigns:
    """The campaigns that were built into this layer."""
    built = import_module("relay._campaigns")  # written by the build; a checkout that was never built has none
    return Campaigns.from_literal(built.CAMPAIGNS)
