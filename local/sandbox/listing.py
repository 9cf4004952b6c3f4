"""The endpoints that only read: advocates, connections, campaigns, a campaign's legislators, stats."""

from typing import Any

from local.sandbox import replies
from local.sandbox.advocate_list import Filter
from local.sandbox.connections import Wanted
from local.sandbox.exchange import Call, Reply
from local.sandbox.officials import Address, officials_for
from local.sandbox.rules import Endpoint, Refused, Values, check
from local.sandbox.seed import Campaign, Credential
from local.sandbox.state import State


def list_advocates(state: State, call: Call, _: Credential) -> Reply:
    """A page of the advocates that match; a campaign nobody knows has no members, which is no mistake
    [unknown].
    """
    values = _check(state, "list_advocates", call)
    page = values.number("page", 1)
    wanted = Filter(
        updated_since=values.number("updatedSince") if "updatedSince" in values else None,
        state=values.text("state") or None,
        campaign=values.number("campaignid") or None,
        email=values.text("email") or None,
        phone=values.text("phone") or None,
        without_expunged=values.flag("excludeGdpr"),
        seen_until=state.seen_until() if state.options.list_lag else None,
    )
    found = state.advocate_list.page(wanted, page)
    url = call.base_url + call.path
    return Reply(200, replies.advocates(found, page, url, state.seed, quirks=state.options.quirks))


def list_connections(state: State, call: Call, _: Credential) -> Reply:
    """A page of a campaign's connections. An unknown campaign is refused [unknown]: an empty list would look
    like "none made".
    """
    values = _check(state, "list_connections", call)
    wanted = Wanted(
        campaign=state.campaign(values.number("campaign_id"), "campaign_id").id,
        since=values.number("updated_at"),
        page=values.number("page"),
        per_page=values.number("per_page"),
        legislator=values.number("legislator_id") or None,
        seen_until=state.seen_until(),
    )
    rows = state.connections.page(wanted, state.clock(), state.options.deliver_after)
    return Reply(200, replies.connections(rows, quirks=state.options.quirks))


def list_campaigns(state: State, call: Call, _: Credential) -> Reply:
    """The active campaigns that match, private ones only on request [doc]."""
    values = _check(state, "list_campaigns", call)
    states = {values.text("state")} if values.text("state") else set()
    if values.text("zip"):
        states.add(Address(zip5=values.text("zip")).home_state)
    found = [
        replies.campaign(campaign)
        for _, campaign in sorted(state.seed.campaigns.items())
        if campaign.id not in state.options.closed
        and (campaign.public or values.flag("includePrivate"))
        and values.number("campaignid", campaign.id) == campaign.id
        and _covers(campaign, states, generic=values.flag("includeGeneric"))
    ]
    return Reply(200, found)


def list_legislators(state: State, call: Call, _: Credential) -> Reply:
    """The campaign's officials for an address."""
    values = _check(state, "legislators", call)
    campaign = state.campaign(values.number("campaignid"), "campaignid")
    address = Address(
        street=values.text("address1"),
        city=values.text("city"),
        state=values.text("state"),
        zip5=values.text("zip5"),
    )
    return Reply(200, replies.legislators(officials_for(campaign, address, state.seed)))


def stats(state: State, call: Call, credential: Credential) -> Reply:
    """One campaign's totals, or those of all campaigns without `campaignid`.

    Two endpoints with two lost paths; that they share one, as create and update do, is [unknown].
    """
    if not credential.reporting:
        # [unknown] how the option's absence shows; 403 is what HTTP asks for.
        raise Refused(403, "The reporting option is required.", "entitlement")
    if "campaignid" in call.arguments.names:
        values = _check(state, "campaign_stats", call)
        return Reply(200, _totals(state, state.campaign(values.number("campaignid"), "campaignid")))
    _check(state, "stats", call)
    return Reply(200, [_totals(state, campaign) for _, campaign in sorted(state.seed.campaigns.items())])


def _check(state: State, endpoint: Endpoint, call: Call) -> Values:
    return check(endpoint, call.arguments, strict=state.options.strict)


def _covers(campaign: Campaign, states: set[str], *, generic: bool) -> bool:
    """[doc] "When filtering by state or ZIP code, include unrestricted campaigns?" - so by default they are
    left out.
    """
    if not states:
        return True
    return states <= set(campaign.states) if campaign.states else generic


def _totals(state: State, campaign: Campaign) -> dict[str, Any]:
    return replies.stats(campaign, state.advocate_list.members(campaign.id), state.connections.total(campaign.id))
