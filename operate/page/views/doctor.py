"""What is wrong with a stack, the worst first, and what to do about it: commands to copy as they stand."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from operate import doctor
from operate.checks.facts import Facts
from operate.page.frame import Link, OperatorsPage
from operate.page.jobs import Job
from operate.stack import Stack

LINKS: Final = (Link("/doctor", "Doctor"),)
SIGNS: Final = {"broken": "Broken", "warning": "Warning", "note": "To know"}


def routes(page: OperatorsPage) -> Sequence[BaseRoute]:
    """All checks."""

    def show(request: Request) -> Response:
        stack = page.stack()
        return page.looked(
            request, "doctor", "Looking what is wrong", lambda job: _told(stack, job), template="doctor.html"
        )

    return [Route("/doctor", show)]


def _told(stack: Stack, job: Job) -> Mapping[str, Any]:
    found = doctor.examine(Facts(stack), told=job.told)
    well = doctor.CHECKS.keys() - {each.check for each in found}
    return {
        "found": [(SIGNS[each.severity], each) for each in found],
        "wrong": sum(each.severity != "note" for each in found),
        "checks": len(doctor.CHECKS),
        "well": [name for name in doctor.CHECKS if name in well],
        "stack": stack.headline,
    }
