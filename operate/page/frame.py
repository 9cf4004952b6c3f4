"""What every view of the page has in common: the stack, the watch over it, the templates; and what is added to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from operate.page.jobs import Job, Jobs, StillRunning, Work
from operate.page.watch import Reach, StackWatch, nothing_more
from operate.stack import Stack

LARGEST_FORM: Final = 4_000_000
"""Bytes: the longest letter, with each of its characters escaped."""

LONGEST_NUMBER: Final = 15
"""Digits. Longer ones are no number that anybody means, and Python converts none of thousands of digits."""

type Form = Mapping[str, str]


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
    routes: Callable[["OperatorsPage"], Sequence[BaseRoute]] = lambda _: ()
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
class OperatorsPage:
    """What every view needs: the stack, the watch over it, the templates, and what is added to it."""

    reach: Reach
    watch: StackWatch
    extra: Extra
    links: Sequence[Link]
    templates: Environment = field(repr=False)
    jobs: Jobs = field(default_factory=Jobs)

    def stack(self) -> Stack:
        """The stack. Raises `Trouble` if it is not there."""
        return self.reach()

    @staticmethod
    def shows_persons(stack: Stack) -> bool:
        """Whether people's data is shown without being asked for: the people of a stack on this machine are made up."""
        return bool(stack.relay_url)

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

    def told(self, request: Request, title: str, words: str, status: int = 404, back: str = "") -> Response:
        """A page that says in words why there is nothing to see, or why something was not done."""
        return self.shown(request, "told.html", status, title=title, words=words, back=back)

    def job_shown(self, request: Request, job: Job) -> Response:
        """A job as it is now: how far it is, its result, or why it failed."""
        if job.state == "done" and job.then:
            return RedirectResponse(job.then, 303)
        if job.state == "done" and job.template:
            return self.shown(request, job.template, job=job, **job.result)
        return self.shown(request, "job.html", job=job)

    def looked(self, request: Request, kind: str, title: str, work: Work, *, template: str, then: str = "") -> Response:
        """What a look at something shows: at once if it ends at once, else its progress. Two share one look."""
        try:
            job = self.jobs.begin(kind, title, work, back=request.url.path, template=template, then=then)
        except StillRunning as other:
            job = other.job
        if job.state == "running":
            return RedirectResponse(job.path, 303)
        return self.job_shown(request, job)


def whole(text: str) -> int | None:
    """The whole number that somebody typed, or that stands in an address; None if it is none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= LONGEST_NUMBER else None


def posted(path: str, view: Callable[[Request, Form], Response]) -> Route:
    """The route of a form that is sent. The view runs in a thread, as it may call AWS."""

    async def endpoint(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_FORM:
                return PlainTextResponse("That is too long.", 413)
        form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
        return await run_in_threadpool(view, request, form)

    return Route(path, endpoint, methods=["POST"])


def sent_on(job: Job) -> Response:
    """From a form that was sent to the job that it began: to load that page again does nothing again."""
    return RedirectResponse(job.then if job.state == "done" and job.then else job.path, 303)
