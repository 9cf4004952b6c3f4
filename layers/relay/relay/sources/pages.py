"""The pages that people see when no script reads our answer: thanks, what to correct, what went wrong.

Each is complete in itself: no script, no image, no address but a tweet's link and the site that the form came from, so
that the Content-Security-Policy can forbid everything else. Framing is allowed, because forms are often posted inside
one, and there is nothing on these pages that a click could be stolen for. What they say is in `languages`; nothing that
was sent is shown. Imported only where a page is the answer.
"""

import binascii
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from relay.campaigns import Campaign
from relay.phone2action.arguments import Problem
from relay.sources.explanations import is_for_organizer, message, sentence
from relay.sources.http import Refused, Response
from relay.sources.languages import Words, in_a_sentence
from relay.sources.markup import escape

if TYPE_CHECKING:
    from relay.delivery.receipt import Receipt

HTML: Final = "text/html"

STYLE: Final = (
    "body{margin:0;background:#fff;color:#1a1a1a;font:1.125rem/1.6 system-ui,sans-serif;overflow-wrap:anywhere}"
    "header,main{box-sizing:border-box;max-width:38rem;margin:0 auto;padding:1.25rem}"
    "header p{margin:0;border-bottom:1px solid #6b6f76;padding-bottom:.75rem}"
    "h1{font-size:1.75rem;line-height:1.25;margin:.5rem 0 1rem}h2{font-size:1.125rem;margin:0 0 .5rem}"
    "ul{padding-left:1.25rem}li{margin:.5rem 0}p{margin:0 0 1rem}"
    "section{border-left:4px solid #6b6f76;margin:2rem 0 0;padding:0 0 0 1rem}section p{margin:0 0 .5rem}"
    "code{font-size:1rem;white-space:pre-wrap}"
    "a{color:#0b57a4}a:focus{outline:3px solid #b45309;outline-offset:3px}"
    ".button{display:inline-block;background:#0b57a4;color:#fff;padding:.5rem 1rem;border-radius:4px;"
    "border:2px solid transparent;text-decoration:none}"
    "@media (prefers-color-scheme:dark){body{background:#16181b;color:#f1f1f1}a{color:#8ec5ff}"
    ".button{background:#8ec5ff;color:#10151b}a:focus{outline-color:#fbbf24}header p,section{border-color:#9aa0a8}}"
)
_STYLE_HASH: Final = binascii.b2a_base64(hashlib.sha256(STYLE.encode()).digest(), newline=False).decode()
POLICY: Final = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"

FORM_TAG: Final = '<form action="https://relay.example.org/signup/998" method="post">'
EITHER: Final = "email_or_phone_required"
SHOWS_FORM_TAG: Final = frozenset({"method_not_allowed", "not_found"})


def thanks(
    campaigns: Sequence[Campaign],
    words: Words,
    receipt: "Receipt",
    organization: str = "",
    left_out: Iterable[str] = (),
) -> Response:
    """The page after a sign-up that is safe with us, whether it has been carried out or waits.

    `left_out` are the contacts and arguments that somebody abroad can't have.
    """
    own = [campaign.web_form.thanks for campaign in campaigns if campaign.web_form and campaign.web_form.thanks]
    text = own[0] if own else words["arrived"]
    parts = [f"<p>{escape(text)}</p>", *_contacts(receipt.connections, words)]
    sentences = [words.get(f"left_out.{name}") for name in left_out]
    parts += [f"<p>{escape(sentence)}</p>" for sentence in sentences if sentence]
    if "smsOptin" in receipt.overridden:
        parts.append(f"<p>{escape(words['texts_stopped'])}</p>")
    if "smsOptin" in receipt.held:
        parts.append(f"<p>{escape(words['texts_held'])}</p>")
    if receipt.tweet_url.startswith(("https://", "http://")):
        parts.append(f'<p><a href="{escape(receipt.tweet_url)}" rel="noreferrer">{escape(words["tweet"])}</a></p>')
    return _response(200, _page(words["thank_you"], words["thank_you"], parts, _whose(campaigns, organization), words))


def _contacts(connections: Mapping[str, str], words: Words) -> list[str]:
    refused = [words.get(f"contacts.{kind}", kind) for kind, state in connections.items() if state == "rejected"]
    if not refused:
        return []
    return [f"<p>{escape(words['contact_refused'].format(contacts=in_a_sentence(refused, words['and'])))}</p>"]


def refusal_page(
    refused: Refused, campaigns: Sequence[Campaign], words: Words, organization: str = "", back: str = ""
) -> Response:
    """The page for an error: what is wrong, by the labels of the fields, how to mend it, and the way back.

    `back` is an address that may be linked to, or "".
    """
    codes = _codes_for_organizer(refused)
    heading = words["problem"]
    if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        heading = words["try_again"]
    elif codes:
        heading = words["problem_with_form"]
    parts = _faults(refused, words)
    if codes:
        parts.append(f"<p>{escape(words['forms_fault'].format(organization=organization or words['whose_form']))}</p>")
    parts += [*_way_back(back, words), *_for_organizer(codes, words)]
    page = _page(f"{words['error']}: {heading}", heading, parts, _whose(campaigns, organization), words)
    return _response(refused.status, page, refused.headers)


def _faults(refused: Refused, words: Words) -> list[str]:
    if not refused.problems:
        return [f"<p>{escape(message(refused, words))}</p>"]
    sentences = dict.fromkeys(sentence(problem, words) for problem in _one_of_two(refused.problems))
    are_all_forms = all(is_for_organizer(problem) for problem in refused.problems)
    return [
        "" if are_all_forms else f"<p>{escape(words['not_accepted'])}</p>",
        f"<ul>{''.join(f'<li>{_labelled(text)}</li>' for text in sentences)}</ul>",
    ]


def _one_of_two(problems: Sequence[Problem]) -> Iterable[Problem]:
    """The problems, with one for the address or phone that is missing: the API has it for both."""
    either = [problem for problem in problems if problem.code == EITHER]
    return [problem for problem in problems if problem.code != EITHER or problem is either[0]]


def _labelled(text: str) -> str:
    label, colon, rest = text.partition(":")
    return f"<strong>{escape(label)}</strong>:{escape(rest)}" if colon else escape(text)


def _way_back(back: str, words: Words) -> list[str]:
    parts = [f"<p>{escape(words['go_back'])}</p>"]
    if back:
        site, _, path = back.partition("://")[2].partition("/")
        text = words["back_to_form"] if path else words["back_to_site"].format(site=site)
        parts.append(f'<p><a class="button" href="{escape(back)}" target="_top">{escape(text)}</a></p>')
    return parts


def _codes_for_organizer(refused: Refused) -> list[str]:
    codes = [problem.code for problem in refused.problems if is_for_organizer(problem)]
    is_forms = not refused.problems and HTTPStatus.BAD_REQUEST <= refused.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return [refused.code] if is_forms and refused.code != "too_large" else list(dict.fromkeys(codes))


def _for_organizer(codes: Sequence[str], words: Words) -> list[str]:
    """What only whoever made the form can mend, and the codes that say which fault it is."""
    if not codes:
        return []
    parts = [f"<section><h2>{escape(words['organizer'])}</h2>"]
    for code in codes:
        hint = words.get(f"for_the_organizer.{code}", "")
        parts += [f"<p>{escape(hint)}</p>"] if hint else []
        parts += [f"<p><code>{escape(FORM_TAG)}</code></p>"] if code in SHOWS_FORM_TAG else []
        parts.append(f"<p>{escape(words['code'].format(code=code))}</p>")
    return [*parts, "</section>"]


def _whose(campaigns: Iterable[Campaign], organization: str) -> str:
    """The campaigns and whose they are, as markup."""
    names = [*dict.fromkeys(campaign.name for campaign in campaigns), organization]
    return " \N{EN DASH} ".join(escape(name) for name in names if name)


def _page(title: str, heading: str, parts: Iterable[str], whose: str, words: Words) -> str:
    banner = f"<header>\n<p>{whose}</p>\n</header>\n" if whose else ""
    full_title = f"{escape(title)} \N{EN DASH} {whose}" if whose else escape(title)
    return (
        f'<!doctype html>\n<html lang="{escape(words["lang"])}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{full_title}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n{banner}<main>\n<h1>{escape(heading)}</h1>\n" + "\n".join(parts) + "\n</main>\n</body>\n</html>\n"
    )


def _response(status: int, page: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        status=status, body=page, media_type=HTML, headers={**(headers or {}), "content-security-policy": POLICY}
    )
