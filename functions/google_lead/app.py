"""The ingress function of Google Ads lead forms: routes /google-lead and /google-lead/{campaignid}.

What is known of this source is in `relay.sources.google_lead`; this puts it on Lambda, with the parts that
every invocation of the process shares.
"""

from collections.abc import Mapping
from typing import Any

from relay import wiring
from relay.sources import google_lead

INGRESS = wiring.ingress()


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Answer one event of the HTTP API."""
    return google_lead.handle(event, context, INGRESS)
