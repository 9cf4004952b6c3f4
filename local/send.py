"""Sends one event to the relay that runs here, and shows the answer.

    python -m local.send event events/sms_keyword.json            the request that Lambda gets as this file
    python -m local.send text --from +18165550123 --body JOIN     a text message as Twilio reports it

A text is signed with the demo token, also one from a file: its own signature, if any, is for another address.
Nothing else is changed, so the same file sent twice is a redelivery. Only for the relay on this machine.
"""

import argparse
import base64
import hashlib
import hmac
import http.client
import json
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from local.place import ROOT

DEMO_TOKEN = "demo-twilio-token"  # noqa: S105 (of the local stack only)
FORM = "application/x-www-form-urlencoded"
# What belongs to the connection that the event came in on, or is told anew by the one that it goes out on.
NOT_SENT = ("host", "content-length", "x-forwarded-", "x-amzn-")
SHOWN = ("content-type", "location", "retry-after", "apigw-requestid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request to make; `target` is the path with its query."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


def request_of(event: Mapping[str, Any], url: str) -> Outgoing:
    """The request that became an HTTP API event (payload format 2.0), as a sender would make it to `url`."""
    query = event.get("rawQueryString", "")
    target = quote(event["rawPath"]) + (f"?{query}" if query else "")
    headers = {
        name.lower(): value for name, value in event.get("headers", {}).items() if not name.lower().startswith(NOT_SENT)
    }
    if event.get("cookies"):
        headers["cookie"] = "; ".join(event["cookies"])
    body = event.get("body", "")
    content = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    if event["rawPath"] == "/sms":
        headers["x-twilio-signature"] = signature(url + target, content)
    method = event["requestContext"]["http"]["method"]
    return Outgoing(method=method, target=target, headers=headers, body=content)


def text_message(sender: str, recipient: str, words: str, url: str) -> Outgoing:
    """The request by which Twilio reports a text message, signed. Some fields are empty, as in real ones.

    https://www.twilio.com/docs/messaging/guides/webhook-request
    """
    sid = f"SM{secrets.token_hex(16)}"
    fields = {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "AccountSid": "AC" + "0" * 32,
        "From": sender,
        "To": recipient,
        "Body": words,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "FromCity": "",
        "FromState": "",
        "FromZip": "",
        "FromCountry": "US",
        "ApiVersion": "2010-04-01",
    }
    body = urlencode(fields).encode()
    headers = {"content-type": FORM, "user-agent": "TwilioProxy/1.1"}
    headers["x-twilio-signature"] = signature(f"{url}/sms", body)
    return Outgoing(method="POST", target="/sms", headers=headers, body=body)


def signature(url: str, body: bytes, token: str = DEMO_TOKEN) -> str:
    """Twilio's signature of a form post: over the address, then every name and value, sorted by name.

    https://www.twilio.com/docs/usage/security#validating-requests
    """
    pairs = sorted(set(parse_qsl(body.decode(), keep_blank_values=True)))
    signed = url + "".join(name + value for name, value in pairs)
    # SHA-1 is what Twilio signs with.
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def send(outgoing: Outgoing, url: str) -> Answer:
    """Make the request. Raises `OSError` if nobody answers at `url`."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "127.0.0.1", place.port or 80, timeout=60)
    try:
        connection.request(outgoing.method, outgoing.target, outgoing.body or None, dict(outgoing.headers))
        reply = connection.getresponse()
        return Answer(status=reply.status, headers=reply.getheaders(), body=reply.read())
    finally:
        connection.close()


def main(arguments: list[str] | None = None) -> int:
    """Send what the arguments say and print the answer. Returns 1, after one line on stderr, if it can't."""
    options = _options(arguments)
    url = options.url.rstrip("/")
    try:
        if options.what == "event":
            outgoing = request_of(json.loads(file_of(options.file).read_text()), url)
        else:
            outgoing = text_message(options.sender, options.to, options.body, url)
        answer = send(outgoing, url)
    except (ValueError, KeyError):
        return _refuse(f"{options.file} holds no HTTP API event (payload format 2.0)")
    except FileNotFoundError:
        return _refuse(f"there is no event {options.file}: see events/")
    except OSError as error:
        return _refuse(f"nobody answers at {url} ({error}): is `make run` up?")
    print(f"{outgoing.method} {url}{outgoing.target}")
    print(f"{answer.status} {http.client.responses.get(answer.status, '')}")
    for name, value in answer.headers:
        if name.lower() in SHOWN:
            print(f"{name}: {value}")
    print(f"\n{answer.body.decode(errors='replace')}")
    return 0


def file_of(event: str) -> Path:
    """The file that `event` names: a path, or a name in events/ without its .json."""
    path = Path(event)
    return path if path.exists() else ROOT / "events" / f"{path.name.removesuffix('.json')}.json"


def _refuse(why: str) -> int:
    print(f"error: {why}", file=sys.stderr)
    return 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    address = argparse.ArgumentParser(add_help=False)
    address.add_argument("--url", default="http://127.0.0.1:3000", help="the relay's address (%(default)s)")
    parser = argparse.ArgumentParser(prog="python -m local.send", description="Send something to the local relay.")
    kinds = parser.add_subparsers(dest="what", required=True)
    event = kinds.add_parser("event", parents=[address], help="a file of events/")
    event.add_argument("file", help="its path, or its name in events/ without .json")
    text = kinds.add_parser("text", parents=[address], help="a text message")
    text.add_argument("--from", dest="sender", default="+18165550123", help="the person's number (%(default)s)")
    text.add_argument("--to", default="+18165550100", help="the campaign's number (%(default)s)")
    text.add_argument("--body", default="JOIN", help="what the person wrote (%(default)s)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
