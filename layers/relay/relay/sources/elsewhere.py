"""What answers an address that is no route: the source that was plainly meant, else a refusal that says what is wrong.

API Gateway compares paths letter by letter and its own 404 helps nobody. `/signup/998/`, `/Signup/998` and
`//signup/998` can mean one thing only, so they are that thing; of anything else it is not guessed what was meant. A
text's signature covers the address as it was called, so the path stays as it is.

Imported only when such an address is called, for it brings every source with it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from relay.sources import google_lead, sms, twitter_card, web_form
from relay.sources.ingress import Ingress

type Handle = Callable[[Mapping[str, Any], Any, Ingress], dict[str, Any]]

SOURCES: Final[Mapping[str, tuple[Handle, int]]] = {
    "signup": (web_form.handle, 1),
    "twitter-card": (twitter_card.handle, 1),
    "google-lead": (google_lead.handle, 1),
    "sms": (sms.handle, 0),
}
"""The first segment of each source's path, and how many may follow: a campaign's number or nothing."""


def handle(event: Mapping[str, Any], context: Any, relay: Ingress) -> dict[str, Any]:
    """Answer one event of the route `$default`; `context` is Lambda's."""
    first, *rest = [part.strip() for part in event["rawPath"].split("/") if part.strip()] or [""]
    handle_meant, most = SOURCES.get(first.lower(), (web_form.handle, -1))
    if len(rest) > most:
        return web_form.handle_nowhere(event, context, relay)
    return handle_meant({**event, "pathParameters": {"campaignid": rest[0]} if rest else {}}, context, relay)
