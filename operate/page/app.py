"""The page as a web application: its frame, its views, and what a stack on this machine adds to them."""

from pathlib import Path
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from operate.page import filters
from operate.page.frame import NOTHING, Extra, OperatorsPage
from operate.page.guard import SAFE, Guard
from operate.page.jobs import Jobs, StillRunning
from operate.page.views import board, digest, doctor, find, jobs, letters, status, submission
from operate.page.watch import Reach, StackWatch
from operate.trouble import Mistyped, Trouble, said

HERE: Final = Path(__file__).parent
VIEWS: Final = (board, submission, letters, find, status, doctor, digest, jobs)
"""Each has `LINKS` for the navigation and `routes(page)`."""


def application(reach: Reach, extra: Extra = NOTHING, *, token: str = "", own_jobs: Jobs | None = None) -> ASGIApp:
    """The page over the stack that `reach` gives. `token` "" asks for none; `own_jobs` are the caller's, to end."""
    page = OperatorsPage(
        reach=reach,
        watch=StackWatch(reach, more=extra.figures),
        extra=extra,
        links=[*(link for view in VIEWS for link in view.LINKS), *extra.links],
        templates=_templates(extra),
        jobs=own_jobs or Jobs(),
    )

    async def trouble(request: Request, error: Exception) -> Response:
        again = request.url.path if request.method in SAFE else "/"
        status = 422 if isinstance(error, Mistyped) else 503
        return page.told(request, "That did not work", said(error), status, again)

    async def busy(request: Request, error: Exception) -> Response:
        assert isinstance(error, StillRunning)  # noqa: S101 - it is for these only
        return page.told(request, "That was not begun", str(error), 409, error.job.path)

    async def nothing_here(request: Request, _: Exception) -> Response:
        return page.told(request, "There is no such page", "Nothing is at this address.", 404, "/")

    async def not_so(request: Request, _: Exception) -> Response:
        words = "This address takes a form that was sent, and nothing was sent: go to the page that has it."
        return page.told(request, "Nothing was done", words, 405, "/")

    static = Mount("/static", StaticFiles(directory=HERE / "static"))
    routes = [*(route for view in VIEWS for route in view.routes(page)), *extra.routes(page), static]
    handlers: Any = dict.fromkeys((Trouble, ClientError, BotoCoreError), trouble)
    handlers |= {StillRunning: busy, 404: nothing_here, 405: not_so, Exception: trouble}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), token=token, relay=extra.relay)


def _templates(extra: Extra) -> Environment:
    folders = [HERE / "templates", *([extra.templates] if extra.templates else [])]
    templates = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= filters.FILTERS
    return templates
