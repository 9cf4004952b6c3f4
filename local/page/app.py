"""The operators' page over the stack that runs here, with what only such a stack has; in the sandbox's process."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from local import crowd
from local.page import forgetting, form, platform, proof
from local.page.around import Around
from local.page.breaking import Breaking
from local.page.coming import Coming
from local.page.proof import Proof
from local.page.talks import Talks
from local.place import HOST
from operate.page.app import application
from operate.page.frame import Extra, Form, Link, OperatorsPage, posted, whole
from operate.page.guard import SAFE

HERE: Final = Path(__file__).parent
LIVE: Final = (
    *("send_coming.html", "send_form.html", "send_card.html", "send_text.html"),
    *("break_switches.html", "prove_result.html"),
)
THANKS: Final = "Thank you! This stands for the page that your form sends people to."


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is proposed."""

    name: str
    title: str
    words: str


TEXTS: Final = (
    Text("keyword", "JOIN", "JOIN"),
    Text("stop", "STOP", "STOP"),
    Text("slogan", "A slogan", "Stop killing whales now!"),
    Text("doubt", "One that may be a stop", "I want to stop this"),
    Text(
        "reaction",
        "A reaction",
        "Liked \N{LEFT DOUBLE QUOTATION MARK}Thanks for joining Save the Whales!\N{RIGHT DOUBLE QUOTATION MARK}",
    ),
)


@dataclass(slots=True)
class Local:
    """The parts of the local page, and what its templates need of them."""

    around: Around
    talks: Talks
    coming: Coming
    breaking: Breaking
    proof: Proof
    page: OperatorsPage | None = None
    calls: Callable[[], float] = field(default=float)

    def context(self) -> Mapping[str, Any]:
        """What the panels show. It asks nobody: what it tells of the worker is what the watch has seen."""
        watch = self.page.watch if self.page else None
        board = watch.board if watch else None
        text_row = board.last_of("sms") if board else None
        return {
            "around": self.around,
            "talks": self.talks,
            "talk": self.talks.talk(),
            "texts": TEXTS,
            "coming": self.coming,
            "switches": self.breaking.shown(watch.now.worker if watch else ""),
            "proof": self.proof,
            "fewest": proof.FEWEST,
            "most": proof.MOST,
            "usual": proof.USUAL,
            "somebody": crowd.somebody(0),
            "form_row": board.last_of("web_form") if board else None,
            "card_row": board.get(self.talks.card.id) if board and self.talks.card else None,
            "text_row": text_row if text_row and self.talks.texts_at and text_row.at >= self.talks.texts_at else None,
        }

    def figures(self) -> Mapping[str, float]:
        """Further plots."""
        return {"Calls of the API a second": self.calls()}


def routes(around: Around) -> Sequence[BaseRoute]:
    """The page, as what the sandbox serves beside its own routes."""
    local = parts_of(around)
    extra = Extra(
        templates=HERE / "templates",
        routes=lambda page: _routes(local, page),
        links=(Link("/platform", "Platform"),),
        panels=("panel_send.html", "panel_break.html"),
        live=LIVE,
        context=local.context,
        figures=local.figures,
        relay=around.relay,
    )
    return [Mount("/", _by_number(application(around.stack, extra)))]


def parts_of(around: Around) -> Local:
    """The parts of the page, which know each other."""
    breaking, coming = Breaking(around), Coming(around.relay)

    def mend() -> None:
        coming.stop()
        breaking.mend()

    made = Proof(around, mend)
    around.is_proving = lambda: made.is_running
    return Local(around, Talks(around), coming, breaking, made, calls=calls_a_second(around))


def calls_a_second(around: Around, clock: Callable[[], float] = time.monotonic) -> Callable[[], float]:
    """What tells how many calls a second the API has got since it was asked last."""
    before = [(clock(), around.sandbox.state.calls.ever())]

    def rate() -> float:
        (then, count), now, ever = before[0], clock(), around.sandbox.state.calls.ever()
        before[0] = (now, ever)
        return (ever - count) / (now - then) if now > then else 0.0

    return rate


def _by_number(app: ASGIApp) -> ASGIApp:
    """Leads `localhost` to the address by which the relay knows this page, as an origin and as a place to return to."""

    async def led(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope) if scope["type"] == "http" else None
        if request and request.url.hostname == "localhost" and request.method in SAFE:
            await RedirectResponse(str(request.url.replace(hostname=HOST)))(scope, receive, send)
        else:
            await app(scope, receive, send)

    return led


def _routes(local: Local, page: OperatorsPage) -> Sequence[BaseRoute]:
    local.page = page
    own = (*_sending(local, page), *_breaking(local, page), *_proving(local, page), *_platform(local, page))
    return [*own, form.route(local.around, page)]


def _sending(local: Local, page: OperatorsPage) -> Sequence[BaseRoute]:
    talks = local.talks

    def card(request: Request, form: Form) -> Response:
        talks.send_card(form)
        return page.done(request, "/", "send_card.html")

    def as_json(request: Request, form: Form) -> Response:
        talks.send_form(form, str(request.base_url).rstrip("/"))
        return page.done(request, "/", "send_form.html")

    def text(request: Request, form: Form) -> Response:
        proposed = next((each.words for each in TEXTS if each.name == form.get("proposed")), "")
        talks.send_text(form.get("phone", ""), proposed or form.get("words", "").strip())
        return page.done(request, "/", "send_text.html")

    def yes(request: Request, form: Form) -> Response:
        talks.say_yes(form.get("phone", ""))
        return page.done(request, "/", "send_text.html")

    def keep_coming(request: Request, form: Form) -> Response:
        if form.get("on") == "1":
            local.around.refuse_while_proving()
            local.around.stack()
            local.coming.start()
        else:
            local.coming.stop()
        return page.done(request, "/", "send_coming.html")

    return [
        posted("/send/card", card),
        posted("/send/json", as_json),
        posted("/send/text", text),
        posted("/send/yes", yes),
        posted("/send/coming", keep_coming),
        Route("/thanks", lambda _: PlainTextResponse(THANKS)),
    ]


def _breaking(local: Local, page: OperatorsPage) -> Sequence[BaseRoute]:
    def press(request: Request, form: Form) -> Response:
        name, _, wanted = form.get("press", "").partition(" ")
        if name == "mend":
            local.around.refuse_while_proving()
            local.breaking.mend()
        else:
            local.breaking.press(name, on=wanted == "on", email=form.get("email", ""))
        if name in {"mend", "worker"}:  # what the worker does, the watch sees
            page.watch.look()
        return page.done(request, "/", "break_switches.html")

    return [posted("/break", press)]


def _proving(local: Local, page: OperatorsPage) -> Sequence[BaseRoute]:
    def prove(request: Request, form: Form) -> Response:
        local.proof.start(whole(form.get("people", "")) or 0)
        return page.done(request, "/", "prove_result.html")

    def end(request: Request, _: Form) -> Response:
        local.proof.end()
        return page.done(request, "/", "prove_result.html")

    def ask(request: Request) -> Response:
        return page.shown(request, "forget.html")

    def forget(request: Request, _: Form) -> Response:
        with local.around.lock:
            local.around.refuse_while_proving()
            local.coming.stop()
            local.breaking.mend()
            forgetting.forget(local.around.stack(), local.around.sandbox)
            local.talks.forget()
            local.proof.forget()
            page.watch.forget()
        return page.done(request, "/")

    return [posted("/prove", prove), posted("/prove/end", end), Route("/forget", ask), posted("/forget", forget)]


def _platform(local: Local, page: OperatorsPage) -> Sequence[BaseRoute]:
    def show(request: Request) -> Response:
        return page.shown(request, "platform.html", around=local.around, tables=platform.tables(local.around.sandbox))

    def pieces(_: Request) -> Response:
        return HTMLResponse(page.fragment("platform_tables.html", tables=platform.tables(local.around.sandbox)))

    return [Route("/platform", show), Route("/platform/tables", pieces)]
