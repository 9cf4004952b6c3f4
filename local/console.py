"""The console: one page for a person's eyes, with what the sandbox has received and buttons to break the API.

It is self-contained (nothing is loaded from elsewhere), works without JavaScript but for the refreshing, and
escapes whatever it shows: all of it is what strangers typed. It looks at the sandbox only, not at the relay.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from local.sandbox.advocate_list import Advocate
from local.sandbox.api import Sandbox
from local.sandbox.calls import LoggedCall
from local.sandbox.controls import is_local
from local.sandbox.faults import Fault
from local.sandbox.kinds import PARSERS

type Endpoint = Callable[[Request], Awaitable[Response]]

ROWS = 25  # of each table: the page is looked at, not searched
PAGE = Template(Path(__file__).with_name("console.html").read_text(encoding="utf-8"))

BREAKS: Mapping[str, tuple[str, Fault]] = {
    "down": ("Answer 503", Fault(kind="status", status=503)),
    "busy": ("Answer 429, try again in 20 s", Fault(kind="rate_limit", retry_after=20)),
    "hang": ("Act, then hang for 30 s", Fault(kind="commit_then_timeout", delay=30)),
    "slow": ("Take 5 s", Fault(kind="latency", delay=5)),
    "reset": ("Reset connections", Fault(kind="reset")),
    "html": ("Answer an HTML page (502)", Fault(kind="html", status=502)),
    "unsuccessful": ("Answer success 0", Fault(kind="unsuccessful")),
    "flaky": ("Fail half of the calls", Fault(kind="status", status=503, probability=0.5)),
}
NOTES = {
    "sent": "The relay took your signup.",
    "yes": "YES was answered.",
    "noyes": "No confirmation text waits for an answer from that phone.",
}


def routes(sandbox: Sandbox, relay: str, campaign: str = "998", upstream: str = "") -> list[BaseRoute]:
    """The console's routes.

    `relay` is the address (scheme, host, port) that its form posts to, for `campaign`; `upstream` the API that the
    relay calls if it does not call this sandbox.
    """

    async def page(request: Request) -> Response:
        if request.url.hostname == "localhost":
            # The relay knows this page by its number only, as an origin and as a place to return to.
            return RedirectResponse(str(request.url.replace(hostname="127.0.0.1")))
        return _page(sandbox, relay, campaign, upstream, request)

    async def live(_: Request) -> Response:
        return HTMLResponse(_live(sandbox), headers={"Cache-Control": "no-store"})

    def break_api(form: Mapping[str, str]) -> str:
        if (kind := form.get("kind", "")) in BREAKS:
            sandbox.faults.clear()
            sandbox.faults.add(BREAKS[kind][1])
        return ""

    def mend(_: Mapping[str, str]) -> str:
        sandbox.faults.clear()
        return ""

    def reset(_: Mapping[str, str]) -> str:
        sandbox.reset()
        return ""

    def say_yes(form: Mapping[str, str]) -> str:
        try:
            answered = sandbox.say_yes(str(PARSERS["anyphone"](form.get("phone", ""))))
        except ValueError:
            answered = []
        return "?note=yes" if answered else "?note=noyes"

    return [
        Route("/", _guarded(page)),
        Route("/thanks", _guarded(_thanks)),
        Route("/console/live", _guarded(live)),
        _action("break", break_api),
        _action("mend", mend),
        _action("yes", say_yes),
        _action("reset", reset),
    ]


async def _thanks(_: Request) -> Response:
    return PlainTextResponse("Thank you! This stands for the page that your form sends people to.")


def _guarded(endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        if not is_local(request):
            return PlainTextResponse("The console is for this machine only.", 403)
        return await endpoint(request)

    return guarded


def _action(name: str, act: Callable[[Mapping[str, str]], str]) -> Route:
    async def perform(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        return RedirectResponse("/" + act(form), 303)

    return Route(f"/console/{name}", _guarded(perform), methods=["POST"])


def _elsewhere(upstream: str) -> str:
    """What to know if the relay calls another API."""
    if not upstream:
        return ""
    return (
        f'<p class="health bad">The relay calls {escape(upstream)}, not this sandbox: what it sends there is not shown '
        "here, and the buttons break nothing of it.</p>"
    )


def _page(sandbox: Sandbox, relay: str, campaign: str, upstream: str, request: Request) -> Response:
    nonce = secrets.token_urlsafe()
    own = f"{request.url.scheme}://{request.url.netloc}"
    note = NOTES.get(request.query_params.get("note", ""))
    breaks = "".join(
        f'<button name="kind" value="{escape(kind)}">{escape(label)}</button>' for kind, (label, _) in BREAKS.items()
    )
    content = PAGE.substitute(
        nonce=nonce,
        relay=escape(relay),
        campaign=escape(campaign),
        elsewhere=_elsewhere(upstream),
        next=escape(f"{own}/?note=sent"),
        note=f'<p role="status" class="health good">{escape(note)}</p>' if note else "",
        breaks=breaks,
        live=_live(sandbox),
    )
    # form-action needs both: the form goes to the relay, whose redirect leads back here.
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; img-src data:; "
        f"connect-src 'self' {relay}; form-action 'self' {relay}; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return HTMLResponse(content, headers=headers)


def _live(sandbox: Sandbox) -> str:
    state = sandbox.state
    connections = [
        (
            _clock(row["created_at"]),
            row["type"],
            row["advocate_name"] or row["advocate_id"],
            row["legislator_name"],
            row["campaign_id"],
            row["status"],
        )
        for row in state.connections.latest(ROWS, state.clock(), state.options.deliver_after)
    ]
    return "".join(
        (
            _health(sandbox),
            _table(
                f"Supporters ({state.advocate_list.total()})",
                ("Id", "Name", "E-mail", "Phone", "Address", "Campaigns", "Changed"),
                [_supporter(advocate) for advocate in state.advocate_list.latest(ROWS)],
            ),
            _table(
                f"Connections ({state.connections.total()})",
                ("Made", "Type", "Supporter", "Official", "Campaign", "Status"),
                connections,
            ),
            _table(
                f"Calls of the API ({state.calls.total()})",
                ("Time", "Call", "Outcome", "Acted", "Arguments"),
                [_call(call) for call in state.calls.latest(ROWS)],
            ),
        )
    )


def _health(sandbox: Sandbox) -> str:
    faults = sandbox.faults.as_json()
    if not faults:
        return '<p role="status" class="health good">The API is well.</p>'
    broken = "; ".join(
        f"{fault['kind']} on {fault['method'] or 'any method'} of "
        f"{'every endpoint' if fault['endpoint'] == '*' else fault['endpoint']}"
        for fault in faults
    )
    return f'<p role="status" class="health bad">The API is broken: {escape(broken)}.</p>'


def _supporter(advocate: Advocate) -> Sequence[object]:
    row = advocate.row
    place = " ".join(part for part in (row["city"], row["state"], row["zip5"]) if part)
    return (
        advocate.id,
        advocate.name,
        ", ".join(f"{e['address']}{' (subscribed)' if e['subscribed'] else ''}" for e in advocate.emails),
        ", ".join(f"+1{p['number']}{_optin(p['optin'])}" for p in advocate.phones),
        ", ".join(part for part in (row["address1"], row["address2"], place) if part),
        ", ".join(str(membership["campaign_id"]) for membership in advocate.memberships),
        _clock(row["updated_at"]),
    )


def _optin(state: str) -> str:
    known = {
        "requested": " (asked to confirm)",
        "subscribed": " (subscribed)",
        "optedout": " (opted out for good)",
    }
    return known.get(state, "")


def _call(call: LoggedCall) -> Sequence[object]:
    arguments = "; ".join(
        f"{name}={value if isinstance(value, str) else ', '.join(value)}" for name, value in call.form.items()
    )
    acted = "yes" if call.acted else "no"
    return (_clock(call.time), f"{call.method} {call.path}", call.outcome, acted, arguments)


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    lines = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{escape(column)}">{escape(str(cell))}</td>'
            for column, cell in zip(columns, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    body = f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>" if rows else "<p>None yet.</p>"
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _clock(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%H:%M:%S UTC")
