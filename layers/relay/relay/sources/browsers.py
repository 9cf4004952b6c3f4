"""What a browser, or a program that talks like one, may want of a reply: its format, its origin, its next
page.

Negotiation follows RFC 9110, section 12.5.1, and what people know from form back ends; CORS the Fetch
standard (https://fetch.spec.whatwg.org/#http-cors-protocol). No decision here keeps a sign-up out: CORS is
only about who may read the answer, and a redirect that isn't allowed is not followed.
"""

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urlsplit

from relay.campaigns import Campaign
from relay.sources.http import Request
from relay.telemetry import SiteFault

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
DEFAULT_PORTS: Final = {"https": ":443", "http": ":80"}
ALLOWED_HEADERS: Final = "authorization, content-type, idempotency-key, x-requested-with"
LONGEST_ALLOWED_HEADERS: Final = 1000
TOKENS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~ ,")
PREFLIGHT_SECONDS: Final = 600
LONGEST_ORIGIN: Final = 200
MAY_READ: Final = "access-control-allow-origin"
"""The header by which a script may read the reply."""
URL_CHARACTERS: Final = "!#$%&'()*+,/:;=?@[]~-._"  # RFC 3986's reserved and unreserved ones, and "%"


def prefers_json(request: Request) -> bool:
    """Whether the answer is for a program: it says so, or it sent JSON and does not ask for a page."""
    if "x-requested-with" in request.headers:
        return True
    accept = request.header("accept")
    if accept.startswith("text/html,"):  # as each browser begins: nothing that follows can be preferred to it
        return False
    json, html = _preference(accept, "application", "json"), _preference(accept, "text", "html")
    if json == html:
        return request.header("content-type").lower().startswith("application/json")
    return json > html


def _preference(accept: str, main: str, sub: str) -> tuple[float, int, int]:
    """How much an Accept header wants a media type: quality, then how exactly it is named, then how early."""
    exactness = {f"{main}/{sub}": 2, f"{main}/*": 1, "*/*": 0}
    named, quality, position = -1, 0.0, 0
    for place, entry in enumerate(accept.lower().split(",")):
        name, *parameters = (part.strip() for part in entry.split(";"))
        if exactness.get(name, -1) > named:  # the most exact entry decides, whatever its quality
            named, quality, position = exactness[name], _quality(parameters), place
    return (quality, named, -position if named else 0) if quality else (0.0, 0, 0)


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 1.0
            return quality if 0 <= quality <= 1 else 1.0
    return 1.0


def cors_headers(request: Request, campaigns: Iterable[Campaign]) -> dict[str, str]:
    """Who may read the reply: the request's origin, if a campaign lists it. Never with credentials."""
    headers = {"vary": "Origin, Accept, X-Requested-With"}
    origin = request.header("origin")
    if any(campaign.web_form and origin in campaign.web_form.origins for campaign in campaigns):
        headers[MAY_READ] = origin
        headers["access-control-expose-headers"] = "retry-after"
    return headers


def preflight_headers(request: Request, campaigns: Iterable[Campaign], methods: str) -> dict[str, str]:
    """The answer to a browser that asks whether a script may post.

    It may send whatever headers it asks for: libraries add their own (HX-Request, X-CSRF-Token), and we read none.
    """
    headers = {"allow": methods, **cors_headers(request, campaigns)}
    if MAY_READ in headers:
        headers["access-control-allow-methods"] = methods
        asked = request.header("access-control-request-headers")
        are_names = 0 < len(asked) <= LONGEST_ALLOWED_HEADERS and TOKENS.issuperset(asked)
        headers["access-control-allow-headers"] = asked if are_names else ALLOWED_HEADERS
        headers["access-control-max-age"] = str(PREFLIGHT_SECONDS)
    return headers


def is_for_script(request: Request) -> bool:
    """Whether a script of another site's page asks: its browser shows it the answer only if its origin is listed.

    Nor can it be sent on to another page: its browser would go there, but hardly any page may be read by other sites'
    scripts, so it would be told of a failure where there was none. A browser that says nothing of it has the benefit.
    """
    asks = "access-control-request-method" in request.headers or request.header("sec-fetch-mode") == "cors"
    return asks and request.header("sec-fetch-site") != "same-origin"


def redirect_target(wanted: str, campaigns: Iterable[Campaign]) -> str | None:
    """The page to go on to, ready for a Location header, or None if it must not be gone to.

    It must be an absolute https URL, or http on this machine, on an origin that one of the campaigns lists in
    `redirects`. User-info, backslashes, white space and control characters, which browsers and parsers read
    in different ways, are refused.
    """
    origin = _origin(wanted)  # campaigns.toml has origins in the same spelling
    if not any(campaign.web_form and origin in campaign.web_form.redirects for campaign in campaigns):
        return None
    return quote(wanted, safe=URL_CHARACTERS)


def with_left_out(url: str, arguments: Iterable[str], contacts: Iterable[str]) -> str:
    """The page to go on to, told in its query what was left out: our own names for it, never what was typed."""
    said = {"left_out": ",".join(arguments), "contacts_left_out": ",".join(contacts)}
    told = "&".join(f"{name}={names}" for name, names in said.items() if names)
    page, hash_sign, fragment = url.partition("#")
    joint = "" if not told or page.endswith(("?", "&")) else "&" if "?" in page else "?"
    return f"{page}{joint}{told}{hash_sign}{fragment}"


def way_back(request: Request, campaigns: Iterable[Campaign]) -> str:
    """The page that a form was posted from, as far as its browser says, if it is on a site that a campaign lists.

    Without its query, which may hold what was typed; "" if there is none to link to.
    """
    forms = [campaign.web_form for campaign in campaigns if campaign.web_form]
    listed = {site for form in forms for site in (*form.origins, *form.redirects)}
    for said in (request.header("referer"), request.header("origin")):
        site = _origin(said)
        if site in listed:
            return quote(f"{site}{urlsplit(said).path or '/'}", safe=URL_CHARACTERS)
    return ""


def page_origin(request: Request) -> str:
    """The origin of the page that posted, "" if the browser does not say or it is not fit to be kept."""
    said = request.header("origin")
    return (_origin(said) or "") if len(said) <= LONGEST_ORIGIN else ""


def fault_of_site(url: str) -> tuple[str, SiteFault]:
    """A site that is not listed, for the log: its origin, and what is wrong with it. "" if it is no address at all."""
    site = _site(url)
    if site is None or len(site) > LONGEST_ORIGIN:
        return "", "no_address"
    return site, "not_listed" if _origin(url) else "not_https"


def _origin(url: str) -> str | None:
    """The origin of a URL that is fit to be a redirect's target, or to be kept, else None."""
    site = _site(url)
    if site is None:
        return None
    scheme, _, host = site.partition("://")
    is_loopback = (host if host in LOOPBACK else host.rpartition(":")[0]) in LOOPBACK
    return site if scheme == "https" or is_loopback else None


def _site(url: str) -> str | None:
    """Scheme and host of an absolute http or https URL that all parsers read in the same way, else None."""
    if not url.isprintable() or " " in url or "\\" in url:  # of all white space only a blank is printable
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.netloc.lower(), parts.port
    except ValueError:
        return None
    if "@" in host or not host.isascii() or parts.scheme not in DEFAULT_PORTS:
        return None
    host = host.removesuffix(DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{host}" if host.removesuffix(f":{port}") else None
