"""The ingress function of texts: route /sms.

What is known of this source is in `relay.sources.sms`; this puts it on Lambda, with the parts that every
invocation of the process shares.
"""

from collections.abc import Mapping
from typing import Any

from relay import wiring
from relay.sources import sms

INGRESS = wiring.ingress()


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Answer one event of the HTTP API."""
    return sms.handle(event, context, INGRESS)
