"""The ingress function of website forms: routes /signup and /signup/{campaignid}, and whatever is no route.

What is known of this source is in `relay.sources.web_form`; this puts it on Lambda, with the parts that every
invocation of the process shares.
"""

from collections.abc import Mapping
from typing import Any

from relay import wiring
from relay.sources import web_form

INGRESS = wiring.ingress()


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Answer one event of the HTTP API."""
    if event.get("routeKey") == "$default":
        from relay.sources import elsewhere  # every other source with it

        return elsewhere.handle(event, context, INGRESS)
    return web_form.handle(event, context, INGRESS)
