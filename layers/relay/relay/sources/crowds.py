"""Too many posts from one address: whose they are, and whether all processes together have had too many of it.

Imported only where an address is not plainly a visitor's, or has sent a few posts already. An address is neither stored
nor logged; what is held for it does not name it.
"""

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from relay import telemetry
from relay.campaigns import Campaign
from relay.sources.http import Request
from relay.sources.ingress import SHARED_FROM, SPAN_MS
from relay.stores.address_counts import AddressCounts
from relay.stores.table import Table, Unsure

if TYPE_CHECKING:
    from relay.sources.ingress import Ingress

OWN_NETWORKS: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
"""Addresses that come from no other network: this machine's, and those that anybody may use at home."""
PREFIX: Final = 64
"""Bits of an IPv6 address that are a household's or a building's: the rest each device makes up."""


def visitor(request: Request, public_url: str) -> str:
    """The network that a post came from, as it is counted: an IPv4 address, or the first half of an IPv6 one.

    Where the public address is another than the API's own domain, something stands in front, and says in the last
    entry but one whose post it hands on. "" if that is no address of a visitor's.
    """
    address = request.address
    if public_url and urlsplit(public_url).hostname != request.domain:
        told = [each.strip() for each in request.header("x-forwarded-for").split(",")]
        address = told[-2] if len(told) > 1 else address
    if _is_own(address):
        return ""
    read = ipaddress.ip_address(address)
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    return str(read.ipv4_mapped or ipaddress.ip_network((read, PREFIX), strict=False).network_address)


def is_burst(address: str, count: int, at: int, campaigns: Iterable[Campaign], relay: "Ingress") -> bool:
    """Whether more posts have come from `address` than the campaigns take, `count` of them to this process.

    An address of no visitor's is in no burst. With DynamoDB away nobody is held for it.
    """
    if _is_own(address):
        return False
    counts = AddressCounts(Table(relay.aws, relay.settings.journal_table), relay.intake.identity)
    more = count if count == SHARED_FROM else 1
    try:
        total = counts.add(address, more, at=at, span_ms=SPAN_MS)
    except Unsure as error:
        telemetry.fault("web_form.burst", error)
        return False
    return total > min(campaign.web_form.burst for campaign in campaigns if campaign.web_form)


def _is_own(address: str) -> bool:
    """Whether it is one of a network that nobody is visited from."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:  # nothing that could be counted
        return True
    return any(read in network for network in OWN_NETWORKS)
