"""The first view: every submission of the last hour as it goes, the queues, and the plots; live by server-sent events.

What changed is sent as pieces of HTML made by the templates that make the whole page too, so the page's script only
puts them in place. An event's id says what a page has seen; one that lost its connection goes on from there.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from operate.page.frame import Link, OperatorsPage, whole
from operate.page.plots import HEIGHT, WIDTH, plots

LINKS: Final = (Link("/", "Board"),)
MOST_SHOWN: Final = 2000
STATES: Final = ("delivered", "queued", "held", "dead", "refused")
LOOK_SECONDS: Final = 0.25
PIECES: Final = ("board_state.html", "board_plots.html")


def routes(page: OperatorsPage) -> Sequence[BaseRoute]:
    """The board, and the events that keep it up to date."""
    run = secrets.token_hex(4)

    def seen() -> str:
        return f"{run}.{page.watch.board.generation}.{page.watch.board.version}"

    def show(request: Request) -> Response:
        if not page.watch.is_watched:  # as for browsers without scripts
            page.watch.look()
        asked = request.query_params.get("only", "")
        only = asked if asked in STATES else ""
        with page.watch.lock:
            return page.shown(
                request,
                "board.html",
                rows=[row for row in page.watch.board.rows() if only in {"", row.state}][:MOST_SHOWN],
                only=only,
                states=STATES,
                seen=seen(),
                most_shown=MOST_SHOWN,
                panels=page.extra.panels,
                pieces=PIECES,
                **_state(page),
                **page.extra.context(),
            )

    async def events(request: Request) -> Response:
        given = request.headers.get("last-event-id") or request.query_params.get("seen", "")
        return EventSourceResponse(events_of(page, run, given), ping=15)

    return [Route("/", show), Route("/events", events)]


async def events_of(page: OperatorsPage, run: str, given: str) -> AsyncIterator[ServerSentEvent]:
    """What changes from what a page has seen on, for as long as it listens."""
    board, shown = page.watch.board, dict.fromkeys([*PIECES, *page.extra.live], "")
    generation, has_seen = board.generation, _version_in(given, f"{run}.{board.generation}.")
    if has_seen is None:
        yield ServerSentEvent(event="reload", data="")
        return
    version = has_seen
    with page.watch.watched():
        looks = -1
        while True:
            if looks != page.watch.looks:
                looks = page.watch.looks
                if generation != board.generation:
                    yield ServerSentEvent(event="reload", data="")
                    return
                changes, version = await asyncio.to_thread(_changes, page, shown, version)
                for event in changes:
                    yield event
                yield ServerSentEvent(event="seen", data="", id=f"{run}.{generation}.{version}")
            await asyncio.sleep(LOOK_SECONDS)


def _version_in(given: str, prefix: str) -> int | None:
    """The version that a page has seen of this board; None if it has seen another one, or none."""
    return whole(given.removeprefix(prefix)) if given.startswith(prefix) else None


def _changes(page: OperatorsPage, shown: dict[str, str], version: int) -> tuple[list[ServerSentEvent], int]:
    """The pieces that are not as they were `shown`, the rows that are newer than `version`, and the version then."""
    with page.watch.lock:
        rows, newest, state = (
            page.watch.board.changed(version),
            page.watch.board.version,
            {**_state(page), **page.extra.context()},
        )
    found = []
    for name, before in [*shown.items()]:
        text = page.fragment(name, **state)
        if text != before:
            shown[name] = text
            found.append(ServerSentEvent(event="piece", data=text))
    if rows:
        found.append(ServerSentEvent(event="rows", data=page.fragment("board_rows.html", rows=rows, watch=page.watch)))
    return found, newest


def _state(page: OperatorsPage) -> dict[str, Any]:
    """What the pieces around the board show."""
    watch = page.watch
    counts = watch.board.counts()
    return {
        "watch": watch,
        "counts": counts,
        "received": counts.total(),
        "plots": plots(watch.samples),
        "plot_size": (WIDTH, HEIGHT),
    }
