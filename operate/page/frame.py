"""What every view of the page has in common: the stack, the watch over it, the templates; and what is added to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from operate.page.watch import Reach, Watch, nothing_more
from operate.stack import Stack


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation."""

    path: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """What a stack on this machine has beside what every stack has.

    `templates`: their folder. `panels`: templates that the board's page shows before the board. `live`: those in the
    panels that are sent to open pages whenever what they say has changed; each of their outermost elements has an id.
    `context` gives what these need; it is called while the watch is held still, so it asks nobody. `figures`: further
    series for the plots, by name. `relay`: where forms may be sent.
    """

    templates: Path | None = None
    routes: Callable[["Page"], Sequence[BaseRoute]] = lambda _: ()
    links: Sequence[Link] = ()
    panels: Sequence[str] = ()
    live: Sequence[str] = ()
    context: Callable[[], Mapping[str, Any]] = dict
    figures: Callable[[], Mapping[str, float]] = nothing_more
    relay: str = ""


NOTHING: Final = Extra()
PIECES: Final = "relay-pieces"
"""The header by which the page's script says that it puts pieces in place itself."""


@dataclass(frozen=True, slots=True)
class Page:
    """What every view needs: the stack, the watch over it, the templates, and what is added to it."""

    reach: Reach
    watch: Watch
    extra: Extra
    links: Sequence[Link]
    templates: Environment = field(repr=False)

    def stack(self) -> Stack:
        """The stack. Raises `Trouble` if it is not there."""
        return self.reach()

    def fragment(self, template: str, **context: Any) -> str:
        """A template as text."""
        return self.templates.get_template(template).render(context)

    def done(self, request: Request, path: str, *pieces: str) -> Response:
        """What is answered to a form that was carried out: the way back to a page, to its script the new `pieces`."""
        if not request.headers.get(PIECES):
            return RedirectResponse(path, 303)
        with self.watch.lock:
            context = {"watch": self.watch, **self.extra.context()}
        return HTMLResponse("".join(self.fragment(piece, **context) for piece in pieces))

    def shown(self, request: Request, template: str, status: int = 200, **context: Any) -> Response:
        """A whole page."""
        about = {"links": self.links, "path": request.url.path, "watch": self.watch}
        return HTMLResponse(self.fragment(template, **(about | context)), status)
