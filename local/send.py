"""Sends one event to the relay that runs here, and shows the answer.

    python -m local.send event --file events/sms_keyword.json     the request that Lambda gets as this file
    python -m local.send text --from +18165550123 --body JOIN     a text message as Twilio reports it

A text is signed with the demo token, also one from a file: its own signature, if any, is for another address. What is
signed by Standard Webhooks is signed anew, since a signature holds for five minutes.
Where a file has the local page's usual address, it is sent with the one that the page has.
Nothing else is changed, so the same file sent twice is a redelivery. Only for the relay on this machine.
"""

import argparse
import base64
import hashlib
import hmac
import http.client
import json
import re
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from xml.etree import ElementTree

from local import command_line
from local.command_line import Mistake, Parser, refuse
from local.place import HOST, ROOT

DEMO_TOKEN = "demo-twilio-token"  # noqa: S105 (of the local stack only)
DEMO_WEBHOOK_SECRET = "dGhlIGxvY2FsIHN0YWNrJ3MgZGVtbyBzZWNyZXQ="  # noqa: S105 (the same; base64)
FORM = "application/x-www-form-urlencoded"
# What belongs to the connection that the event came in on, or is told anew by the one that it goes out on.
NOT_SENT = ("host", "content-length", "x-forwarded-", "x-amzn-")
PAGE = f"{HOST}:3001"
"""Where the files of events/ have the local page."""
PHONE = r"\+[1-9][0-9]{6,14}"
"""https://www.twilio.com/docs/glossary/what-e164"""
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
    if "webhook-signature" in headers:
        headers |= webhook_signature(headers.get("webhook-id", ""), content)
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


def webhook_signature(event_id: str, body: bytes) -> dict[str, str]:
    """The headers by which Standard Webhooks sign a request now.

    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    now = str(int(time.time()))
    key = base64.b64decode(DEMO_WEBHOOK_SECRET)
    digest = hmac.digest(key, f"{event_id}.{now}.".encode() + body, "sha256")
    return {"webhook-timestamp": now, "webhook-signature": f"v1,{base64.b64encode(digest).decode()}"}


def moved(event: Mapping[str, Any], page: str) -> dict[str, Any]:
    """An event of events/ with the local page at another host and port, in headers and body."""
    headers = {name: value.replace(PAGE, page) for name, value in event.get("headers", {}).items()}
    body = event.get("body", "")
    content = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    for old, new in ((PAGE, page), (quote(PAGE), quote(page))):
        content = content.replace(old.encode(), new.encode())
    return {**event, "headers": headers, "body": base64.b64encode(content).decode(), "isBase64Encoded": True}


def send(outgoing: Outgoing, url: str) -> Answer:
    """Make the request. Raises `Mistake` if no HTTP server answers at `url`, or if it can't be put as HTTP."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or HOST, place.port or 80, timeout=60)
    try:
        connection.request(outgoing.method, outgoing.target, outgoing.body or None, dict(outgoing.headers))
        reply = connection.getresponse()
        return Answer(status=reply.status, headers=reply.getheaders(), body=reply.read())
    except OSError as error:
        raise Mistake(f"nobody answers at {url} ({error}): is `make run` up, and on this PORT?") from None
    except (http.client.InvalidURL, ValueError, TypeError, AttributeError):
        raise Mistake("method, path or headers of this event can't be sent: HTTP has a line of ASCII each") from None
    except http.client.HTTPException:
        raise Mistake(f"what answers at {url} is not the relay: which PORT has `make run`?") from None
    finally:
        connection.close()


def main(arguments: list[str] | None = None) -> int:
    """Send what the arguments say and print the answer. Returns 1, after one line on stderr, if it can't."""
    try:
        options = _options(arguments)
        url = f"http://{HOST}:{options.port}"
        return _send_text(options, url) if options.what == "text" else _send_event(options, url)
    except Mistake as mistake:
        return refuse(mistake)


def _send_event(options: argparse.Namespace, url: str) -> int:
    """Send a file, and show the answer whatever it is: some of events/ are refused, as they should be."""
    outgoing = _read(options.file, url, f"{HOST}:{options.sandbox_port}")
    answer = send(outgoing, url)
    print(f"{outgoing.method} {url}{outgoing.target}")
    print(f"{answer.status} {_phrase(answer)}")
    for name, value in answer.headers:
        if name.lower() in SHOWN:
            print(f"{name}: {value}")
    print(f"\n{answer.body.decode(errors='replace')}")
    return 0


def _read(name: str, url: str, page: str) -> Outgoing:
    """The request in the file that `name` names. Raises `Mistake`."""
    if not name:
        raise Mistake("say which event, as in: make send EVENT=events/web_form_urlencoded.json")
    try:
        return request_of(moved(json.loads(file_of(name).read_text()), page), url)
    except OSError:
        raise Mistake(f"there is no event {name}: see events/") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Mistake(f"{name} holds no HTTP API event (payload format 2.0)") from None


def _send_text(options: argparse.Namespace, url: str) -> int:
    """Send a text, and print what the person's phone would show."""
    if not re.fullmatch(PHONE, options.sender):
        raise Mistake(f"FROM={options.sender} is no phone number: write +, country and number: FROM=+18165550123")
    if any("\ud800" <= character <= "\udfff" for character in options.body):
        raise Mistake("BODY is not UTF-8: is your terminal set to another encoding?")
    if not options.body:
        raise Mistake('say what the text says, as in: make text BODY="JOIN" FROM=+18165550123')
    answer = send(text_message(options.sender, options.to, options.body, url), url)
    if answer.status != http.HTTPStatus.OK:
        raise Mistake(f"{url} did not take the text: {answer.status} {_phrase(answer)}")
    try:
        twiml = ElementTree.fromstring(answer.body)  # noqa: S314 (from this machine)
    except ElementTree.ParseError:
        raise Mistake(f"what answers at {url} is not the relay: which PORT has `make run`?") from None
    messages = [message.text or "" for message in twiml.iter("Message")]
    print("\n".join(messages) or "(no text comes back)")
    return 0


def _phrase(answer: Answer) -> str:
    return http.client.responses.get(answer.status, "")


def file_of(event: str) -> Path:
    """The file that `event` names: a path, or a name in events/ without its .json."""
    path = Path(event)
    return path if path.exists() else ROOT / "events" / f"{path.name.removesuffix('.json')}.json"


def _options(arguments: list[str] | None) -> argparse.Namespace:
    address = Parser(add_help=False)
    address.add_argument("--port", type=command_line.port("PORT"), default=3000, help="the relay's (%(default)s)")
    parser = Parser(prog="python -m local.send", description="Send something to the local relay.")
    kinds = parser.add_subparsers(dest="what", required=True)
    event = kinds.add_parser("event", parents=[address], help="a file of events/")
    event.add_argument("--file", default="", help="its path, or its name in events/ without .json")
    event.add_argument(
        "--sandbox-port", type=command_line.port("SANDBOX_PORT"), default=3001, help="the page's (%(default)s)"
    )
    text = kinds.add_parser("text", parents=[address], help="a text message")
    text.add_argument("--from", dest="sender", default="", help="the person's number, such as +18165550123")
    text.add_argument("--to", default="+18165550100", help="the campaign's number (%(default)s)")
    text.add_argument("--body", default="", help="what the person wrote")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
