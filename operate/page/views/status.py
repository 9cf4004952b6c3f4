"""How a stack stands, in numbers and words; stopping its worker for a while, and letting it work again."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from operate import status, worker
from operate.page.frame import Form, Link, OperatorsPage, posted, sent_on
from operate.page.jobs import Job
from operate.stack import Stack
from operate.status_rows import flow_rows, now_rows, refused_rows, wrong_rows

LINKS: Final = (Link("/status", "Status"),)
COLUMNS: Final = ("Source", "Campaign", "Received", "Delivered", "Came again", "Queued", "Held", "Dead")
REFUSED: Final = ("Source", "Refused with", "Status", "Last hour", "Last day", "Last (UTC)")


def routes(page: OperatorsPage) -> Sequence[BaseRoute]:
    """The status, and the worker's switch."""

    def show(request: Request) -> Response:
        stack = page.stack()
        return page.looked(request, "status", "How it stands", lambda job: _told(stack, job), template="status.html")

    def switch(_: Request, form: Form) -> Response:
        stack = page.stack()
        pauses = form.get("to") == "pause"
        title = "Stopping the worker" if pauses else "Letting the worker work"
        return sent_on(
            page.jobs.begin("worker", title, lambda job: _switched(stack, job, pauses=pauses), back="/status")
        )

    return [Route("/status", show), posted("/status/worker", switch)]


def _told(stack: Stack, job: Job) -> Mapping[str, Any]:
    found = status.status_of(stack, told=job.told)
    both = found.hour is not None and found.day is not None
    return {
        "found": found,
        "spans": [
            (span, flow_rows(numbers)) for span, numbers in (("hour", found.hour), ("day", found.day)) if numbers
        ],
        "refused": refused_rows(found.hour, found.day) if both and found.hour and found.day else [],
        "now": [*now_rows(found, stack.command), *(wrong_rows(found.day, stack.command) if found.day else ())],
        "columns": COLUMNS,
        "refused_columns": REFUSED,
        "stack": stack.headline,
    }


def _switched(stack: Stack, job: Job, *, pauses: bool) -> Mapping[str, Any]:
    switched = (worker.pause if pauses else worker.resume)(stack, told=job.told)
    job.say(PAUSED[switched.was_so] if pauses else RESUMED[switched.was_so])
    waiting = status.what_waits(stack)
    job.say(f"{waiting.count} wait." if waiting.count else "Nothing waits.")
    if pauses:
        hours = stack.parameters.get("RetryWindowHours", "?")
        job.say(f"What waits for more than {hours} hours becomes a letter, so let the worker work again before that.")
    return {}


PAUSED: Final = ("The worker is paused; what it has begun it ends.", "The worker was paused already.")
RESUMED: Final = ("The worker works again.", "The worker was at work already.")
