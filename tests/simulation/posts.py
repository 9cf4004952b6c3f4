"""What people send, as the functions get it: a browser's form, a card's lead, a signed text.

And what the relay makes of it, read by its own sources: a story is told by what its sender meant, but it is found
again in queues and letters under the relay's name for it.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from relay.campaigns import Campaigns
from relay.credentials import Credentials
from relay.delivery.receipt import Receipt
from relay.settings import Settings
from relay.sources import sms, twitter_card, web_form
from relay.sources.ingress import Ingress
from relay.submission import Submission
from tests.fakes.events import CARD_PATH, FORM_PATH, SMS_PATH, URLENCODED, Context, Event, event
from tests.fakes.remembering import remembering
from tests.fakes.settings import PUBLIC_URL

AUTH_TOKEN: Final = "demo-twilio-token"
CARD_SECRET: Final = "demo-card-key"
CREDENTIALS: Final = Credentials(
    app_id="demo", app_key="demo", card_secrets=(CARD_SECRET,), twilio_auth_tokens=(AUTH_TOKEN,)
)
HANDED_ON: Final = f"{CARD_PATH}/997"  # of a campaign whose leads go to the platform's own endpoint for cards
PATHS: Final = {"web_form": f"{FORM_PATH}/998", "twitter_card": f"{CARD_PATH}/998", "sms": SMS_PATH}

type Pairs = tuple[tuple[str, str], ...]


class Handler(Protocol):
    """A source's way in."""

    def __call__(self, event: Event, context: Any, relay: Ingress) -> dict[str, Any]: ...


HANDLERS: Final[dict[str, Handler]] = {
    "web_form": web_form.handle,
    "twitter_card": twitter_card.handle,
    "sms": sms.handle,
}


@dataclass(frozen=True, slots=True)
class Post:
    """One post: the source it is made to, its fields, and its sender's own key if there is one.

    `path`: where it is made to, if not where its source's posts are.
    """

    source: str
    pairs: Pairs
    key: str = ""
    path: str = ""

    def event(self, now: int) -> Event:
        """What API Gateway hands to the function when it comes in at this time (milliseconds)."""
        headers = {"content-type": URLENCODED, "accept": "application/json"}
        if self.source == "sms":
            headers["x-twilio-signature"] = _signed(PUBLIC_URL + PATHS["sms"], self.pairs)
        if self.key:
            headers["idempotency-key"] = self.key
        return event(
            self.path or PATHS[self.source], body=urlencode(self.pairs).encode(), headers=headers, received_at=now
        )


def _signed(url: str, pairs: Pairs) -> str:
    """https://www.twilio.com/docs/usage/security#validating-requests"""
    posted = url + "".join(name + value for name, value in sorted(pairs))
    return base64.b64encode(hmac.new(AUTH_TOKEN.encode(), posted.encode(), hashlib.sha1).digest()).decode()


class Reader:
    """Reads posts with the relay's own sources, and keeps what they would have taken in."""

    def __init__(self, settings: Settings, campaigns: Campaigns) -> None:
        self._settings = settings
        self._campaigns = campaigns

    def read(self, post: Post, now: int) -> Submission | None:
        """The submission that a post is, None if it can't be made one."""
        relay = remembering(
            Receipt(status="queued"),
            credentials=CREDENTIALS,
            settings=self._settings,
            campaigns=self._campaigns,
            clock=lambda: now,
        )
        HANDLERS[post.source](post.event(now), Context(), relay.ingress)
        taken_in = [*relay.intake.accepted, *(submission for submission, _ in relay.intake.held)]
        return taken_in[0] if taken_in else None
