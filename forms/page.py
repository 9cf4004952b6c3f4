"""A campaign's form as an HTML page: what stands in it, and what a browser may be allowed to do for it.

The page needs nothing but itself, and the service of a challenge if the campaign has one. Inside it the form stands
between two comments with its own style and script, so that it can be put onto another page.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from campaigns_form import LEGISLATOR, LONGEST_BESIDE_NAMES, LONGEST_TWEET
from forms import words_en, words_es
from forms.questions import asked
from relay.campaigns import Campaign, WebForm
from relay.sources.languages import Words, spoken

HERE: Final = Path(__file__).parent
OWN_WORDS: Final[Mapping[str, Words]] = {"en": words_en.WORDS, "es": words_es.WORDS}
USUAL_GUESTS: Final = 4
FOR_THE_SCRIPT: Final = re.compile(
    r"(sending|again_soon|again_by_hand|offline|characters_\w+|challenge_away|problem|tweet|contact_refused|texts_\w+"
    r"|your_name|your_address|left_out\.\w+)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Whose challenge it is: the script of its widget, the widget's class, and what the page may load for it.

    https://developers.cloudflare.com/turnstile/reference/content-security-policy/ and
    https://docs.hcaptcha.com/#content-security-policy-settings
    """

    script: str
    css_class: str
    hosts: Sequence[str]

    @property
    def host(self) -> str:
        """The host that a blocker must let through."""
        return urlsplit(self.script).hostname or ""


SERVICES: Final[Mapping[str, Service]] = {
    "turnstile": Service(
        script="https://challenges.cloudflare.com/turnstile/v0/api.js",
        css_class="cf-turnstile",
        hosts=("https://challenges.cloudflare.com",),
    ),
    "hcaptcha": Service(
        script="https://js.hcaptcha.com/1/api.js?hl={language}",
        css_class="h-captcha",
        hosts=("https://hcaptcha.com", "https://*.hcaptcha.com"),
    ),
}

TEMPLATES: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def page(campaign: Campaign, web_form: WebForm, form: Mapping[str, Any], relay: str) -> str:
    """The page of a campaign's form that is sent to the relay at this address.

    `form` is its table in campaigns.toml, checked; what was left out of it is None or what is usual.
    """
    words = {**OWN_WORDS[campaign.language], **spoken("pages", campaign.language, [campaign])}
    challenge = web_form.challenge
    context = {
        "campaign": campaign,
        "form": form,
        "action": f"{relay}/signup/{campaign.id}",
        "id": f"relay-{campaign.id}",
        "words": words,
        "title": form["title"] or campaign.name,
        "intro": [each for each in (form["intro"] or "").split("\n\n") if each.strip()],
        "button": form["button"] or words[f"button.{form['kind']}"],
        "questions": asked(form, words),
        "guests": form["guests"] or USUAL_GUESTS,
        "consent": form["consent"] or {},
        "sites": web_form.origins,
        "thanks": web_form.thanks or words["arrived"],
        "challenge": challenge,
        "service": SERVICES[challenge.service] if challenge else None,
        "legislator": LEGISLATOR,
        "longest": {"tweet": LONGEST_TWEET, "beside": LONGEST_BESIDE_NAMES},
        "said": _for_the_script(words, form["kind"]),
        "static": {name: _static(name) for name in ("page.css", "form.css", "form.js")},
    }
    return TEMPLATES.get_template("page.html").render(context)


def policy(html: str, web_form: WebForm, form: Mapping[str, Any], relay: str) -> str:
    """A Content-Security-Policy that lets this page do what it is for, and nothing else."""
    challenge = web_form.challenge
    vendor = " ".join(SERVICES[challenge.service].hosts) if challenge else ""
    styles = "'unsafe-inline'" if challenge else _hashes(html, "style")  # hCaptcha's widget brings styles of its own
    onward = "/".join(form["next"].split("/")[:3]) if form["next"] else ""
    rules = {
        "default-src": "'none'",
        "script-src": f"{_hashes(html, 'script')} {vendor}",
        "style-src": f"{styles} {vendor}",
        "connect-src": f"{relay} {vendor}",
        "form-action": f"{relay} {onward}",
        "frame-src": vendor or "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value.strip()}" for name, value in rules.items())


def _hashes(html: str, tag: str) -> str:
    """What allows the page's own scripts or styles by what they are: https://www.w3.org/TR/CSP3/#grammardef-hash-source."""
    found = re.findall(rf"(?s)<{tag}>(.*?)</{tag}>", html)
    digests = (base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in found)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _for_the_script(words: Words, kind: str) -> Mapping[str, str]:
    """The words that the page's script says."""
    said = {name: text for name, text in words.items() if FOR_THE_SCRIPT.fullmatch(name)}
    contact = words.get(f"contacts.{kind if kind == 'tweet' else 'email'}", "")
    return said | {"contact_refused": words["contact_refused"].format(contacts=contact)}


def _static(name: str) -> str:
    """A style or a script, without its comment at the top and without empty lines."""
    text = (HERE / "static" / name).read_text(encoding="utf-8")
    lines = re.sub(r"\A/\*.*?\*/\s*", "", text, flags=re.DOTALL).splitlines()
    return "\n".join(line for line in lines if line.strip())
