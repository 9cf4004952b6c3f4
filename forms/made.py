"""The page of one campaign of a campaigns.toml, or one line that says why there is none."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import campaigns_toml
from campaigns_form import Form
from campaigns_text import CampaignsError
from forms.page import page, policy
from relay.campaign_values import is_number
from relay.campaigns import Campaign, Campaigns, WebForm

USUAL: Final = asdict(Form())


class NoForm(Exception):
    """There is no such form; the text says why, and what to write."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page, what a browser is to be told of it, what kind it is, and the sites whose scripts may read the answer."""

    html: str
    policy: str
    kind: str
    origins: tuple[str, ...]


def made(file: Path, number: str, relay: str) -> Made:
    """The form of the campaign of this number, sent to the relay at this address. Raises `NoForm`."""
    try:
        literal = campaigns_toml.load(file)
    except CampaignsError as error:
        first, *others = error.problems
        more = f" (and {len(others)} more: `make campaigns` tells them all)" if others else ""
        place = f"{file.name}, {first}" if first.line else f"{file.name}: {first}"
        raise NoForm(f"{place}{more}") from None
    campaigns = Campaigns.from_literal(literal).by_id
    campaign = campaigns.get(int(number)) if is_number(number) else None
    if campaign is None:
        known = ", ".join(map(str, campaigns))
        raise NoForm(f"there is no campaign {number!r} in {file.name}: it has {known}")
    web_form = _way_in(campaign, file)
    form: dict[str, Any] = {**USUAL, **literal[campaign.id].get("form", {})}
    html = page(campaign, web_form, form, relay)
    return Made(html, policy(html, web_form, form, relay), form["kind"], web_form.origins)


def _way_in(campaign: Campaign, file: Path) -> WebForm:
    """How the public may feed the campaign by a form. Raises `NoForm` if it may not."""
    if campaign.web_form is None:
        heading = f"[campaigns.{campaign.id}.web_form]"
        raise NoForm(f"no form may feed campaign {campaign.id}: add a table {heading} to {file.name}")
    if campaign.web_form.secret:
        raise NoForm(f"only your own server may feed campaign {campaign.id}: delete secret = true in {file.name}")
    return campaign.web_form
