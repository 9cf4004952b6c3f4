"""Long work: how far it is, live, and how it ended."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from operate.page.frame import Form, Link, OperatorsPage, posted
from operate.page.jobs import Job

LINKS: Final[tuple[Link, ...]] = ()
LOOK_SECONDS: Final = 0.25
FORGOTTEN: Final = "Its result is kept for a while only. What it did is in the journal and the logs."


def routes(page: OperatorsPage) -> Sequence[BaseRoute]:
    """A job's page, its progress as events, its file, and how to stop it."""

    def show(request: Request) -> Response:
        job = page.jobs.get(request.path_params["job"])
        return page.job_shown(request, job) if job else _forgotten(page, request)

    async def events(request: Request) -> Response:
        job = page.jobs.get(request.path_params["job"])
        return EventSourceResponse(_events(page, job), ping=15)

    def stop(request: Request, _: Form) -> Response:
        job = page.jobs.get(request.path_params["job"])
        if job is None:
            return _forgotten(page, request)
        job.stopping.set()
        return RedirectResponse(job.path, 303)

    def file(request: Request) -> Response:
        job = page.jobs.get(request.path_params["job"])
        if job is None or "file" not in job.result:
            return _forgotten(page, request)
        name: Any = job.result["file_name"]
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(job.result["file"], media_type="application/json", headers=headers)

    return [
        Route("/job/{job}", show),
        Route("/job/{job}/events", events),
        Route("/job/{job}/file", file),
        posted("/job/{job}/stop", stop),
    ]


def _forgotten(page: OperatorsPage, request: Request) -> Response:
    return page.told(request, "That is over", FORGOTTEN, 404, "/")


async def _events(page: OperatorsPage, job: Job | None) -> AsyncIterator[ServerSentEvent]:
    """The progress whenever it has changed, then that the page should be loaded again."""
    seen = -1
    while job is not None and job.state == "running":
        if seen != job.version:
            seen = job.version
            yield ServerSentEvent(event="piece", data=page.fragment("job_progress.html", job=job))
        await asyncio.sleep(LOOK_SECONDS)
    yield ServerSentEvent(event="reload", data="")
