"""The keeper's mail as it would be sent now. Nothing is sent."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from operate import digest
from operate.page.frame import Link, OperatorsPage
from operate.page.jobs import Job

LINKS: Final = (Link("/digest", "Mail"),)


def routes(page: OperatorsPage) -> Sequence[BaseRoute]:
    """The mail."""

    def show(request: Request) -> Response:
        stack = page.stack()

        def work(_: Job) -> Mapping[str, Any]:
            return {"mail": digest.mail_of_now(stack)}

        return page.looked(request, "digest", "The keeper writes its mail", work, template="digest.html")

    return [Route("/digest", show)]
