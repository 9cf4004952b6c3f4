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
from operate.page.frame import NOTHING, Extra, Page
from operate.page.guard import SAFE, Guard
from operate.page.views import board
from operate.page.watch import Reach, Watch
from operate.trouble import Trouble, said

HERE: Final = Path(__file__).parent
VIEWS: Final = (board,)
"""Each has `LINKS` for the navigation and `routes(page)`."""


def application(reach: Reach, extra: Extra = NOTHING, *, token: str = "") -> ASGIApp:
    """The page over the stack that `reach` gives. `token` "" asks for none."""
    page = Page(
        reach=reach,
        watch=Watch(reach, more=extra.figures),
        extra=extra,
        links=[*(link for view in VIEWS for link in view.LINKS), *extra.links],
        templates=_templates(extra),
    )

    async def trouble(request: Request, error: Exception) -> Response:
        back = request.url.path if request.method in SAFE else "/"
        return page.shown(request, "trouble.html", 503, words=said(error), back=back)

    static = Mount("/static", StaticFiles(directory=HERE / "static"))
    routes = [*(route for view in VIEWS for route in view.routes(page)), *extra.routes(page), static]
    handlers: Any = dict.fromkeys((Trouble, ClientError, BotoCoreError), trouble)
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
