"""The pages that people see when no script reads our answer: thanks, what to correct, what went wrong.

Each is complete in itself: no script, no image, no address but a tweet's link, so that the
Content-Security-Policy can forbid everything else. Framing is allowed, because forms are often posted inside
one, and there is nothing on these pages that a click could be stolen for. Imported only where a page is the
answer.
"""

import binascii
import hashlib
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from relay.campaigns import Campaign
from relay.sources.http import Refused, Response
from relay.sources.markup import escape

if TYPE_CHECKING:
    from relay.delivery.receipt import Receipt
    from relay.phone2action.arguments import Problem

HTML: Final = "text/html"

STYLE: Final = (
    "body{margin:0;background:#fff;color:#1a1a1a;font:1.125rem/1.6 system-ui,sans-serif}"
    "main{max-width:36rem;margin:0 auto;padding:3rem 1.25rem}"
    "h1{font-size:1.75rem;line-height:1.25;margin:0 0 1rem}"
    "a{color:#0b57a4}li{margin:.25rem 0}"
    "@media (prefers-color-scheme:dark){body{background:#16181b;color:#f1f1f1}a{color:#8ec5ff}}"
)
_STYLE_HASH: Final = binascii.b2a_base64(hashlib.sha256(STYLE.encode()).digest(), newline=False).decode()
POLICY: Final = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"

# What a person calls an argument of the API.
LABELS: Final = {
    "address1": "Street address",
    "address2": "Apartment or unit",
    "advocateid": "Advocate id",
    "campaignid": "Campaign",
    "campaigns": "Campaign",
    "city": "City",
    "country": "Country",
    "email": "E-mail address",
    "emailMessage": "Message",
    "emailOptin": "E-mail updates",
    "emailOptout": "Unsubscribing from e-mail",
    "emailSubject": "Subject",
    "fields": "Additional questions",
    "firstname": "First name",
    "guestNames": "Guests' names",
    "guests": "Number of guests",
    "lastname": "Last name",
    "phone": "Phone number",
    "smsOptin": "Text messages",
    "smsOptout": "Unsubscribing from texts",
    "state": "State",
    "tweetMessage": "Tweet",
    "type": "Kind of contact",
    "zip5": "ZIP code",
}
# The rule in a person's words, where the argument's own are a programmer's.
WORDS: Final = {
    ("phone", "invalid"): "must be a US number with its area code, like 816-555-0123",
    ("zip5", "invalid"): "must have five digits, like 02134",
    ("state", "invalid"): "must be a US state, like MO",
    ("email", "invalid"): "must be complete, like name@example.org",
    ("email", "email_or_phone_required"): "or phone number is needed",
    ("phone", "email_or_phone_required"): "or e-mail address is needed",
}


# What somebody abroad must know: the contacts and arguments that were left out.
LEFT_OUT: Final = {
    "email": "No e-mail went to officials for you: that needs an address in the United States.",
    "call": "No call to officials was made for you: that needs a US phone number.",
    "phone": "Your phone number was not kept: only US numbers can be. You get no calls or texts from us.",
}


def thanks(campaigns: Iterable[Campaign], receipt: "Receipt", left_out: Iterable[str] = ()) -> Response:
    """The page after a sign-up that is safe with us, whether it has been carried out or waits.

    `left_out` are the contacts and arguments that somebody abroad can't have.
    """
    own = [campaign.web_form.thanks for campaign in campaigns if campaign.web_form and campaign.web_form.thanks]
    text = own[0] if own else "Your sign-up has arrived."
    parts = [f"<p>{escape(text)}</p>", *_contacts(receipt.connections)]
    parts += [f"<p>{escape(LEFT_OUT[name])}</p>" for name in left_out if name in LEFT_OUT]
    if "smsOptin" in receipt.overridden:
        parts.append("<p>You stopped our texts to this phone before, and that can't be undone here.</p>")
    if "smsOptin" in receipt.held:
        parts.append("<p>Our texts to this phone are not switched on yet: somebody will look at that first.</p>")
    if receipt.tweet_url.startswith(("https://", "http://")):
        parts.append(f'<p><a href="{escape(receipt.tweet_url)}" rel="noreferrer">Review and post your tweet</a></p>')
    return _page(200, "Thank you", parts)


def _contacts(connections: Mapping[str, str]) -> list[str]:
    refused = [kind for kind, state in connections.items() if state == "rejected"]
    if not refused:
        return []
    names = {"email": "e-mail", "tweet": "tweet", "call": "call"}
    kinds = " and ".join(escape(names.get(kind, kind)) for kind in refused)
    return [f"<p>You are signed up, but your {kinds} to your officials could not be sent.</p>"]


def refusal_page(refused: Refused) -> Response:
    """The page for an error: each field that must be corrected by its name, or what went wrong."""
    if refused.status == HTTPStatus.UNPROCESSABLE_ENTITY and refused.problems:
        items = "".join(f"<li>{_sentence(problem)}</li>" for problem in refused.problems)
        parts = [
            "<p>Please go back, correct this and send the form again:</p>",
            f"<ul>{items}</ul>",
        ]
        return _page(refused.status, "Please check the form", parts, refused.headers)
    title = "Please try again" if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "This did not work"
    return _page(refused.status, title, [f"<p>{escape(refused.message)}</p>"], refused.headers)


def _sentence(problem: "Problem") -> str:
    words = WORDS.get((problem.field, problem.code), problem.message)
    if not problem.field:
        return escape(f"{words[:1].upper()}{words[1:]}.")
    label = LABELS.get(problem.field, problem.field)
    return f"<strong>{escape(label)}</strong> (<code>{escape(problem.field)}</code>) {escape(words)}."


def _page(status: int, title: str, parts: Iterable[str], headers: Mapping[str, str] | None = None) -> Response:
    body = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{title}</h1>\n" + "\n".join(parts) + "\n</main>\n</body>\n</html>\n"
    )
    return Response(
        status=status,
        body=body,
        media_type=HTML,
        headers={**(headers or {}), "content-security-policy": POLICY},
    )
