"""The ingress function of lead cards: routes /twitter-card and /twitter-card/{campaignid}.

What is known of this source is in `relay.sources.twitter_card`; this puts it on Lambda, with the parts that
every invocation of the process shares.
"""

from collections.abc import Mapping
from typing import Any

from relay import wiring
from relay.sources import twitter_card

INGRESS = wiring.ingress()


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Answer one event of the HTTP API."""
    return twitter_card.handle(event, context, INGRESS)
