"""Requests that the public library of Standard Webhooks has signed, and a relay that knows their secrets."""

import base64
import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime

from standardwebhooks import Webhook

from relay.sources import web_form
from tests.fakes.events import FORM_PATH, Context, Event, event
from tests.fakes.remembering import Relay
from tests.unit.sources.arrivals import CREDENTIALS, RECEIVED_AT, relay

SECRET = "whsec_" + base64.b64encode(b"the secret of a server at example.org").decode()
OTHER = "whsec_" + base64.b64encode(bytes(range(200, 232))).decode()
ID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"
BODY = '{"email": "ann@example.org", "firstname": "Ann",  "lastname": "Ó Súilleabháin"}'
NOW = datetime.fromtimestamp(RECEIVED_AT / 1000, UTC)
JSON = {"content-type": "application/json", "accept": "application/json"}


def signed(
    body: str = BODY, *, secret: str = SECRET, at: datetime = NOW, key: str = ID, **headers: str
) -> dict[str, str]:
    """The headers that the public library gives a request."""
    own = {
        "webhook-id": key,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(key, at, body),
    }
    return {**JSON, **own, **{name.replace("_", "-"): value for name, value in headers.items()}}


def knowing(*secrets: str) -> Relay:
    """An ingress whose credentials have these webhook secrets."""
    return relay(credentials=dataclasses.replace(CREDENTIALS, webhook_secrets=secrets))


def post(to: Relay, headers: Mapping[str, str], body: str = BODY, path: str = f"{FORM_PATH}/1000") -> Event:
    """What JSON is answered, which API Gateway hands on as text. Campaign 1000 takes nothing of the public's."""
    arrival = event(path, headers=headers)
    arrival["body"] = body
    return web_form.handle(arrival, Context(), to.ingress)
